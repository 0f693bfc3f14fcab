/* The limit: what a broadcast costs when nothing but the system calls is left. One thread, one log that all clients are sent from,
   one send per client and turn of the loop. It does the model's whole job: NUL-ended frames go to everyone, the sender included, as
   "host:port: text". The other figures are ratios of this one's.

   limit PORT          listens on 127.0.0.1 until SIGTERM
   limit PORT ws       WebSockets instead, on which it says the objects that RxChat says; of requests and objects it reads what the load sends */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    MAX_CLIENTS = 20000,
    MAX_FRAME = 64 * 1024,
    MAX_EVENTS = 1024,
    LOG_BYTES = 64 * 1024 * 1024,
    MAX_BEHIND = LOG_BYTES / 4, /* a client that lags further is dropped */
};

struct client {
    int fd;
    int index;       /* where it is in the list */
    bool stuck;      /* its socket is full: epoll says when it is not */
    uint64_t sent;   /* position in the log up to which it was sent */
    char *rest;      /* an unfinished frame */
    int rest_length;
    bool open;       /* ws: the request was answered */
    int name_length;
    char name[32];
};

static struct client *clients[MAX_CLIENTS];
static int client_count, stuck_count, said;
static bool websockets;
static int poller;

/* The log holds the positions from log_start to log_end. */
static char *log_bytes;
static uint64_t log_start, log_end;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int operation, int fd, uint32_t events, struct client *client) {
    struct epoll_event event = {.events = events, .data.ptr = client};
    if (epoll_ctl(poller, operation, fd, &event)) fail("epoll_ctl");
}

static void set_stuck(struct client *client, bool stuck) {
    client->stuck = stuck;
    stuck_count += stuck ? 1 : -1;
    watch(EPOLL_CTL_MOD, client->fd, stuck ? EPOLLIN | EPOLLOUT : EPOLLIN, client);
}

static void leave(struct client *client) {
    struct client *last = clients[--client_count];
    clients[last->index = client->index] = last;
    if (client->stuck) stuck_count--;
    close(client->fd);
    free(client->rest);
    free(client);
}

/* Sends what the client has not got. False when it is gone. */
static bool catch_up(struct client *client) {
    while (client->sent < log_end) {
        ssize_t taken = send(client->fd, log_bytes + (client->sent - log_start), log_end - client->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (taken >= 0) {
            client->sent += taken;
        } else if (errno == EAGAIN) {
            if (!client->stuck) set_stuck(client, true);
            return true;
        } else if (errno != EINTR) {
            return false;
        }
    }
    if (client->stuck) set_stuck(client, false);
    return true;
}

static void broadcast(void) {
    for (int i = client_count; i-- > 0;) {
        struct client *client = clients[i];
        if (!client->stuck && !catch_up(client)) leave(client);
    }
}

/* Makes room at the end of the log: it starts anew when everybody has got everything, else it moves what somebody still needs. */
static void make_room(void) {
    uint64_t needed = log_end;
    if (stuck_count > 0) {
        for (int i = client_count; i-- > 0;) {
            if (log_end - clients[i]->sent > MAX_BEHIND) leave(clients[i]);
            else if (clients[i]->sent < needed) needed = clients[i]->sent;
        }
    }
    memmove(log_bytes, log_bytes + (needed - log_start), log_end - needed);
    log_start = needed;
}

static void append(const char *bytes, size_t length) {
    memcpy(log_bytes + (log_end - log_start), bytes, length);
    log_end += length;
}

static void accept_all(int listener) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int fd, one = 1;
    while ((fd = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK)) >= 0) {
        if (client_count == MAX_CLIENTS) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct client *client = calloc(1, sizeof *client);
        if (!client) fail("calloc");
        client->fd = fd;
        client->sent = log_end;
        client->index = client_count;
        client->name_length = snprintf(client->name, sizeof client->name, "%s:%d: ", inet_ntoa(peer.sin_addr), ntohs(peer.sin_port));
        clients[client_count++] = client;
        watch(EPOLL_CTL_ADD, fd, EPOLLIN, client);
        length = sizeof peer;
    }
}

/* One object, as a text frame. */
static void append_object(const struct client *client, const char *text, size_t length) {
    char head[192], *object = head + 4;
    int used = sprintf(object, "{\"type\":\"message\",\"room\":\"r0\",\"seq\":%d,\"id\":\"01KDVDNA00EY703HCVDV5DN19K\",\"from\":\"guest-%d\",\"text\":\"",
                       ++said, client->fd);
    const char tail[] = "\",\"at\":\"2026-01-01T00:00:00.000Z\"}";
    size_t payload = used + length + sizeof tail - 1;
    if (payload < 126) {
        object[-2] = (char)0x81;
        object[-1] = payload;
        append(object - 2, used + 2);
    } else {
        head[0] = (char)0x81;
        head[1] = 126;
        head[2] = payload >> 8;
        head[3] = payload & 255;
        append(head, used + 4);
    }
    append(text, length);
    append(tail, sizeof tail - 1);
}

/* Whole frames of a client; returns where they end. */
static char *take_frames(struct client *client, char *frame, char *end) {
    static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                 "Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n\r\n"; /* of the load's key */
    if (!client->open) {
        char *head = memmem(frame, end - frame, "\r\n\r\n", 4);
        if (!head) return frame;
        client->open = send(client->fd, answer, sizeof answer - 1, MSG_NOSIGNAL) > 0;
        client->sent = log_end;
        frame = head + 4;
    }
    while (end - frame >= 8) {
        unsigned char *bytes = (unsigned char *)frame;
        size_t length = bytes[1] & 127, header = 6;
        if (length == 126) {
            length = bytes[2] << 8 | bytes[3];
            header = 8;
        }
        if ((size_t)(end - frame) < header + length) break;
        char *payload = frame + header, *text;
        for (size_t i = 0; i < length; i++) payload[i] ^= payload[-4 + (int)(i & 3)];
        if ((text = memmem(payload, length, "\"text\":\"", 8))) append_object(client, text + 8, payload + length - 2 - (text + 8));
        frame = payload + length;
    }
    return frame;
}

/* Reads once, and puts the complete frames into the log. False when the client is gone. */
static bool receive(struct client *client) {
    static char input[2 * MAX_FRAME];
    int had = client->rest_length;
    if (had > 0) memcpy(input, client->rest, had);
    ssize_t came = recv(client->fd, input + had, MAX_FRAME, MSG_DONTWAIT);
    if (came <= 0) return came < 0 && (errno == EAGAIN || errno == EINTR);

    char *frame = input, *end = input + had + came, *mark;
    if (websockets) frame = take_frames(client, frame, end);
    else while ((mark = memchr(frame, 0, end - frame))) {
        append(client->name, client->name_length);
        append(frame, mark + 1 - frame);
        frame = mark + 1;
    }
    client->rest_length = end - frame;
    if (client->rest_length == 0) return true;
    if (client->rest_length >= MAX_FRAME) return false;
    if (!client->rest && !(client->rest = malloc(MAX_FRAME))) fail("malloc");
    memcpy(client->rest, frame, client->rest_length);
    return true;
}

static int open_listener(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) fail("listen");
    return listener;
}

int main(int count, char **arguments) {
    int port = count == 2 || (count == 3 && !strcmp(arguments[2], "ws")) ? atoi(arguments[1]) : 0;
    websockets = count == 3;
    if (port <= 0) {
        fputs("usage: limit PORT [ws]\n", stderr);
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    if (!(log_bytes = malloc(LOG_BYTES))) fail("malloc");
    poller = epoll_create1(0);
    int listener = open_listener(port);
    watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
    printf("listening on nul://127.0.0.1:%d\n", port);
    fflush(stdout);

    static struct epoll_event events[MAX_EVENTS];
    for (;;) {
        int ready = epoll_wait(poller, events, MAX_EVENTS, -1);
        /* All that is said in a turn has to fit: a byte in is at most one frame out, with a name. */
        uint64_t before = log_end;
        for (int i = 0; i < ready; i++) {
            struct client *client = events[i].data.ptr;
            if (!client) {
                accept_all(listener);
                continue;
            }
            if (LOG_BYTES - (log_end - log_start) < 2 * MAX_FRAME * sizeof client->name) {
                broadcast();
                before = log_end;
                make_room();
                break; /* epoll tells the rest again; who left is not touched */
            }
            bool here = true;
            if (events[i].events & EPOLLOUT) here = catch_up(client);
            if (here && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) here = receive(client);
            if (!here) leave(client);
        }
        if (log_end != before) broadcast();
        if (stuck_count == 0) log_start = log_end; /* everybody has got everything: the log starts anew, in warm memory */
    }
}
