/* The load: many clients of one server on this machine, some of whom publish. One thread on epoll; bounded in count and in time.

   load key=value ...
     wire=nul|line|nats|redis|signalr|json|ws|nats-ws   what the server speaks; on json each message asks for its ok, and those are timed
     port=N pid=N                       where it listens on 127.0.0.1, and its process, whose CPU clock and memory are read
     clients=N publishers=N size=BYTES  publishers are clients too (on redis, where a subscriber may not publish, they are more connections)
     rooms=N                            so many rooms of clients/rooms each, whose first member publishes; 0 is all in one
     mode=paced rate=MESSAGES_PER_S     open loop: latency counts from when a message was due, not from when it could be sent
     mode=saturate window=MESSAGES      closed loop: so many messages are under way
     mode=comeback rate=MESSAGES_PER_S  on json: all connect and resume after the last 50 messages of their room, in which one goes on to speak
     tls=1                              within TLS
     mode=idle                          clients connect and say nothing; memory and CPU per connection
     warm=S seconds=S                   what is measured comes after the warm-up

   Prints one line of JSON. Every text holds the hexadecimal time it was due at and then one MARK; deliveries are counted by their marks,
   so all wires are read alike. Ends with 3 when the server closed a connection or does not answer. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#if __has_include(<openssl/ssl.h>)
#include "tls.h"
#else
typedef void SSL;
static SSL *tls_open(int fd) { (void)fd; return NULL; }
static ssize_t tls_receive(SSL *tls, void *bytes, size_t length) { (void)tls, (void)bytes, (void)length; return 0; }
static ssize_t tls_send(SSL *tls, const void *bytes, size_t length) { (void)tls, (void)bytes, (void)length; return 0; }
#endif

enum {
    MAX_CONNECTIONS = 19000,
    MAX_EVENTS = 1024,
    INPUT = 256 * 1024,
    LONGEST_TEXT = 60000,
    STAMP = 16,   /* hexadecimal digits of a time */
    MARK = '^',   /* appears in no protocol's own bytes, and needs no escape in JSON */
    SAMPLED = 8,  /* connections whose deliveries are timed, spread evenly */
    TIMED_PER_READ = 256,
};

#define NATS_HELLO "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":true}\r\nSUB r%d 1\r\nPING\r\n"
#define SECOND 1000000000LL
#define MAX_SECONDS 30
#define DRAIN (20 * SECOND)

struct connection {
    int fd;
    int room;
    bool ready;     /* has answered what its wire says first */
    bool greeted;   /* signalr: the upgrade is done */
    bool sampled;
    uint64_t heard; /* marks */
    char *out;      /* what its socket did not take yet */
    size_t out_length, out_capacity;
    char tail[STAMP]; /* the last bytes of the read before, for a stamp that was split */
    int tail_length;
    unsigned char head[10]; /* signalr: the header of a frame, and how much of the frame is still to come */
    int head_length;
    uint64_t frame_left;
    SSL *tls;
};

enum wire { NUL, LINE, NATS, REDIS, SIGNALR, JSON, WS, NATS_WS };
static const char *const wire_names[] = {"nul", "line", "nats", "redis", "signalr", "json", "ws", "nats-ws"};

static struct connection connections[MAX_CONNECTIONS];
static int poller, port, pid, clients = 100, publishers = 8, rooms, text_size = 64, window = 256, tls, opened;
static double rate = 1000, seconds = 2, warm = 1.5;
static enum wire wire;
static char mode = 's';
static clockid_t server_clock;

static int publisher_count(void) { return rooms > 0 ? rooms : publishers; }

static uint64_t published, delivered, garbled;
static bool timing;

__attribute__((noreturn, format(printf, 2, 3))) static void stop(int code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(code);
}

static int64_t read_clock(clockid_t clock) {
    struct timespec time;
    if (clock_gettime(clock, &time)) stop(3, "the server is gone");
    return time.tv_sec * SECOND + time.tv_nsec;
}

static int64_t now(void) { return read_clock(CLOCK_MONOTONIC); }

static long resident_kb(void) {
    char line[128];
    long kb = 0;
    snprintf(line, sizeof line, "/proc/%d/status", pid);
    FILE *status = fopen(line, "r");
    if (!status) stop(3, "the server is gone");
    while (!kb && fgets(line, sizeof line, status)) sscanf(line, "VmRSS: %ld", &kb);
    fclose(status);
    return kb;
}

/* Latencies, in buckets of at most 1/64 of their value. */
enum { PER_POWER = 128, BUCKETS = 58 * PER_POWER };
static struct times { uint64_t buckets[BUCKETS], timed; } deliveries, oks;

static void time_one(struct times *times, int64_t nanoseconds) {
    uint64_t value = nanoseconds < 0 ? 0 : nanoseconds;
    int shift = value < PER_POWER ? 0 : 57 - __builtin_clzll(value); /* leaves 7 bits */
    times->buckets[shift * PER_POWER + (value >> shift)]++;
    times->timed++;
}

static double percentile(const struct times *times, double part) {
    uint64_t wanted = (uint64_t)(part * times->timed), seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += times->buckets[i];
        if (seen > wanted) return (double)((uint64_t)(i % PER_POWER) << i / PER_POWER) / 1e3;
    }
    return 0;
}

static void watch(int operation, struct connection *connection, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(poller, operation, connection->fd, &event)) stop(3, "epoll_ctl: %s", strerror(errno));
}

static void flush_out(struct connection *connection) {
    size_t done = 0;
    while (done < connection->out_length) {
        const char *from = connection->out + done;
        size_t left = connection->out_length - done;
        ssize_t taken = connection->tls ? tls_send(connection->tls, from, left) : send(connection->fd, from, left, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (taken > 0) done += taken;
        else if (errno == EAGAIN) break;
        else if (errno != EINTR) stop(3, "send: %s", strerror(errno));
    }
    connection->out_length -= done;
    memmove(connection->out, connection->out + done, connection->out_length);
}

static void put(struct connection *connection, const void *bytes, size_t length) {
    if (connection->out_length + length > connection->out_capacity) {
        connection->out_capacity = 2 * (connection->out_length + length);
        if (!(connection->out = realloc(connection->out, connection->out_capacity))) stop(2, "no memory");
    }
    memcpy(connection->out + connection->out_length, bytes, length);
    connection->out_length += length;
}

__attribute__((format(printf, 2, 3))) static void put_text(struct connection *connection, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    put(connection, text, vsnprintf(text, sizeof text, format, arguments));
    va_end(arguments);
}

/* What is put is sent now, or when the socket has room. */
static void send_out(struct connection *connection) {
    flush_out(connection);
    if (connection->out_length > 0) watch(EPOLL_CTL_MOD, connection, EPOLLIN | EPOLLOUT);
}

/* A WebSocket frame, of text but where NATS is in it, masked with zero as the protocol allows, so that the bytes stay as they are. */
static void put_websocket(struct connection *connection, const char *text, size_t length) {
    unsigned char head[8] = {wire == NATS_WS ? 0x82 : 0x81, (unsigned char)(0x80 | (length < 126 ? length : 126))};
    size_t used = 2;
    if (length >= 126) {
        head[used++] = length >> 8;
        head[used++] = length & 255;
    }
    memset(head + used, 0, 4);
    put(connection, head, used + 4);
    put(connection, text, length);
}

static void greet(struct connection *connection, bool listens) {
    int room = connection->room;
    switch (wire) {
        case NUL:
        case LINE:
            if (rooms > 0) {
                put_text(connection, "/join r%d", room);
                put(connection, wire == NUL ? "" : "\n", 1);
            }
            break;
        case JSON:
            put_text(connection, "{\"type\":\"join\",\"room\":\"r%d\"}\n", room);
            break;
        case NATS:
            put_text(connection, NATS_HELLO, room);
            break;
        case REDIS: {
            char channel[16];
            int length = snprintf(channel, sizeof channel, "r%d", room);
            if (listens) put_text(connection, "*2\r\n$9\r\nSUBSCRIBE\r\n$%d\r\n%s\r\n", length, channel);
            else put_text(connection, "*1\r\n$4\r\nPING\r\n");
            break;
        }
        case SIGNALR:
        case WS:
        case NATS_WS:
            put_text(connection, "GET /%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", wire == WS ? "ws" : wire == SIGNALR ? "chat" : "", port);
            break;
    }
    send_out(connection);
}

static void publish(struct connection *connection, int64_t due) {
    static char text[LONGEST_TEXT], head[128];
    if (text[STAMP] != MARK) {
        memset(text, 'x', sizeof text);
        text[STAMP] = MARK;
    }
    for (int i = STAMP; i-- > 0; due >>= 4) text[i] = "0123456789abcdef"[due & 15];
    switch (wire) {
        case NUL:
        case LINE: /* the delimiter counts: a message takes so many bytes on the wire */
            put(connection, text, text_size - 1);
            put(connection, wire == NUL ? "" : "\n", 1);
            break;
        case JSON:
            put(connection, head, sprintf(head, "{\"type\":\"say\",\"room\":\"r%d\",\"ref\":\"%.*s\",\"text\":\"", connection->room, STAMP, text));
            put(connection, text, text_size);
            put(connection, "\"}\n", 3);
            break;
        case WS: {
            static char object[LONGEST_TEXT + 128];
            int length = sprintf(object, "{\"type\":\"say\",\"room\":\"r%d\",\"text\":\"%.*s\"}", connection->room, text_size, text);
            put_websocket(connection, object, length);
            break;
        }
        case NATS_WS: {
            static char frame[LONGEST_TEXT + 128];
            put_websocket(connection, frame, sprintf(frame, "PUB r%d %d\r\n%.*s\r\n", connection->room, text_size, text_size, text));
            break;
        }
        case NATS:
            put(connection, head, sprintf(head, "PUB r%d %d\r\n", connection->room, text_size));
            put(connection, text, text_size);
            put(connection, "\r\n", 2);
            break;
        case REDIS: {
            char channel[16];
            int length = sprintf(channel, "r%d", connection->room);
            put(connection, head, sprintf(head, "*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%s\r\n$%d\r\n", length, channel, text_size));
            put(connection, text, text_size);
            put(connection, "\r\n", 2);
            break;
        }
        case SIGNALR: {
            static char json[LONGEST_TEXT + 128];
            int length = sprintf(json, "{\"type\":1,\"target\":\"Send\",\"arguments\":[\"%.*s\"]}\x1e", text_size, text);
            put_websocket(connection, json, length);
            break;
        }
    }
    published++;
}

/* What the protocols say besides messages. */
static void converse(struct connection *connection, const char *bytes, size_t length) {
    switch (wire) {
        case NATS:
            if (!connection->ready && memmem(bytes, length, "PONG\r\n", 6)) connection->ready = true;
            if (memmem(bytes, length, "PING\r\n", 6)) {
                put_text(connection, "PONG\r\n");
                send_out(connection);
            }
            break;
        case NATS_WS:
            if (!connection->greeted) {
                if (!memmem(bytes, length, "\r\n\r\n", 4)) break;
                if (!memmem(bytes, length, " 101 ", 5)) stop(3, "no WebSocket: %.*s", (int)length, bytes);
                connection->greeted = true;
                char hello[128];
                put_websocket(connection, hello, sprintf(hello, NATS_HELLO, connection->room));
                send_out(connection);
                break;
            }
            if (!connection->ready && memmem(bytes, length, "PONG\r\n", 6)) connection->ready = true;
            if (memmem(bytes, length, "PING\r\n", 6)) {
                put_websocket(connection, "PONG\r\n", 6);
                send_out(connection);
            }
            break;
        case REDIS:
            connection->ready = true;
            break;
        case WS:
            if (connection->ready || !memmem(bytes, length, "\r\n\r\n", 4)) break;
            if (!memmem(bytes, length, " 101 ", 5)) stop(3, "no WebSocket: %.*s", (int)length, bytes);
            connection->ready = connection->greeted = true;
            char join[64];
            put_websocket(connection, join, sprintf(join, "{\"type\":\"join\",\"room\":\"r%d\"}", connection->room));
            send_out(connection);
            break;
        case SIGNALR:
            if (connection->ready) break;
            if (!connection->greeted && memmem(bytes, length, "\r\n\r\n", 4)) {
                if (!memmem(bytes, length, " 101 ", 5)) stop(3, "no WebSocket: %.*s", (int)length, bytes);
                connection->greeted = true;
                const char hello[] = "{\"protocol\":\"json\",\"version\":1}\x1e";
                put_websocket(connection, hello, sizeof hello - 1);
                send_out(connection);
                return; /* frames begin with the next read: nothing is sent before the hello */
            }
            if (memmem(bytes, length, "{}\x1e", 3)) connection->ready = true;
            break;
        default:
            break;
    }
}

static uint64_t count_marks(const char *bytes, size_t length) {
    uint64_t marks = 0;
    while (length > 0) { /* in pieces whose count fits a byte, so that the compiler counts many at a time */
        size_t piece = length < 240 ? length : 240;
        uint8_t found = 0;
        for (size_t i = 0; i < piece; i++) found += bytes[i] == MARK;
        marks += found;
        bytes += piece;
        length -= piece;
    }
    return marks;
}

/* A frame's header may hold the byte MARK too. Jumps from header to header and counts those. */
static uint64_t count_marks_in_headers(struct connection *connection, const char *bytes, size_t length) {
    uint64_t marks = 0;
    while (length > 0) {
        if (connection->frame_left > 0) {
            size_t skipped = connection->frame_left < length ? connection->frame_left : length;
            connection->frame_left -= skipped;
            bytes += skipped;
            length -= skipped;
            continue;
        }
        unsigned char *head = connection->head;
        marks += *bytes == MARK;
        head[connection->head_length++] = *bytes++;
        length--;
        if (connection->head_length < 2) continue;
        int extended = head[1] == 126 ? 2 : head[1] == 127 ? 8 : 0;
        if (connection->head_length < 2 + extended) continue;
        uint64_t size = extended == 0 ? head[1] : 0;
        for (int i = 0; i < extended; i++) size = size << 8 | head[2 + i];
        connection->frame_left = size;
        connection->head_length = 0;
    }
    return marks;
}

static void time_mark(struct times *times, const char *mark, int64_t arrived) {
    int64_t due = 0;
    for (int i = -STAMP; i < 0; i++) {
        char digit = mark[i];
        if (digit >= '0' && digit <= '9') due = due << 4 | (digit - '0');
        else if (digit >= 'a' && digit <= 'f') due = due << 4 | (digit - 'a' + 10);
        else {
            garbled += wire != SIGNALR && wire != WS && wire != NATS_WS; /* there it may be a frame's length */
            return;
        }
    }
    time_one(times, arrived - due);
}

/* The answers to who publishes; one that two reads share is not timed. */
static void time_oks(const char *input, size_t length) {
    static const char ref[] = "\"ref\":\"";
    const char *end = input + length;
    int64_t arrived = now();
    for (const char *at = input; timing && (at = memmem(at, end - at, ref, sizeof ref - 1)) && end - at > (int)sizeof ref + STAMP;) {
        at += sizeof ref - 1 + STAMP;
        time_mark(&oks, at, arrived);
    }
}

/* Input has room for the tail before it. */
static void time_marks(struct connection *connection, char *input, size_t length) {
    int64_t arrived = now();
    char *from = input - connection->tail_length, *end = input + length, *mark = input;
    memcpy(from, connection->tail, connection->tail_length);
    for (int i = 0; timing && i < TIMED_PER_READ && (mark = memchr(mark, MARK, end - mark)); i++, mark++) {
        if (mark - from >= STAMP) time_mark(&deliveries, mark, arrived);
    }
    connection->tail_length = end - from < STAMP ? end - from : STAMP;
    memcpy(connection->tail, end - connection->tail_length, connection->tail_length);
}

static void receive(struct connection *connection) {
    static char buffer[STAMP + INPUT];
    char *input = buffer + STAMP;
    ssize_t length = connection->tls ? tls_receive(connection->tls, input, INPUT) : recv(connection->fd, input, INPUT, MSG_DONTWAIT);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length <= 0) stop(3, "the server closed connection %d of %d", (int)(connection - connections), opened);
    bool framed = connection->greeted;
    if (wire == NATS || wire == NATS_WS || !connection->ready) converse(connection, input, length);
    if (connection - connections >= clients) return;
    uint64_t marks = count_marks(input, length);
    if (framed) marks -= count_marks_in_headers(connection, input, length);
    else if ((wire == WS || wire == NATS_WS) && connection->greeted) { /* frames may come with the answer */
        const char *frames = (char *)memmem(input, length, "\r\n\r\n", 4) + 4;
        marks -= count_marks_in_headers(connection, frames, input + length - frames);
    }
    connection->heard += marks;
    delivered += marks;
    if (connection->sampled) time_marks(connection, input, length);
    if (wire == JSON && connection - connections < publisher_count()) time_oks(input, length);
}

static int turn(int64_t wait) {
    static struct epoll_event events[MAX_EVENTS];
    struct timespec limit = {wait / SECOND, wait % SECOND};
    int ready = epoll_pwait2(poller, events, MAX_EVENTS, &limit, NULL);
    for (int i = 0; i < ready; i++) {
        struct connection *connection = events[i].data.ptr;
        if (events[i].events & EPOLLOUT) {
            flush_out(connection);
            if (connection->out_length == 0) watch(EPOLL_CTL_MOD, connection, EPOLLIN);
        }
        if (events[i].events & ~EPOLLOUT) receive(connection);
    }
    return ready;
}

static void rest(int64_t time) {
    for (int64_t until = now() + time, left; (left = until - now()) > 0;) turn(left);
}

static int slow_connects, refused;

static void open_one(void) {
    struct connection *connection = &connections[opened];
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int64_t began = now();
    int one = 1;
    connection->room = rooms > 0 ? opened % rooms : 0;
    connection->fd = socket(AF_INET, SOCK_STREAM, 0);
    while (connect(connection->fd, (struct sockaddr *)&server, sizeof server)) {
        if (++refused > 100) stop(3, "connect: %s", strerror(errno));
        usleep(10000);
    }
    if (now() - began > SECOND / 2) slow_connects++; /* its SYN was dropped and sent again */
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (tls && !(connection->tls = tls_open(connection->fd))) stop(3, "no TLS on connection %d", opened);
    fcntl(connection->fd, F_SETFL, O_NONBLOCK);
    watch(EPOLL_CTL_ADD, connection, EPOLLIN);
    connection->ready = wire == NUL || wire == LINE || wire == JSON;
    opened++;
}

static void open_until(int count) {
    while (opened < count) open_one();
}

static struct connection *publisher(uint64_t turn_of) {
    return &connections[(wire == REDIS ? clients : 0) + turn_of % publisher_count()];
}

static uint64_t expected(uint64_t messages) { return messages * (rooms > 0 ? clients / rooms : clients); }

/* Everybody is connected, has been answered, and hears everything: known because everybody has heard every publisher in its room. */
static void join(void) {
    open_until(clients + (wire == REDIS ? publisher_count() : 0));
    for (int i = 0; i < opened; i++) {
        greet(&connections[i], i < clients);
        if (i % 64 == 63) turn(0);
    }
    int64_t until = now() + 20 * SECOND;
    for (int i = 0; i < opened; i++) {
        while (!connections[i].ready) {
            if (now() > until) stop(3, "connection %d of %d is not answered", i, opened);
            turn(SECOND / 100);
        }
    }
    rest(SECOND / 5 + clients * 50000LL);
    for (int attempt = 0; attempt < 5; attempt++) {
        for (int i = 0; i < opened; i++) connections[i].heard = 0;
        for (int i = 0; i < publisher_count(); i++) {
            publish(publisher(i), now());
            send_out(publisher(i));
            turn(0);
        }
        int64_t patience = now() + 3 * SECOND;
        int complete = 0;
        while (complete < clients && now() < patience) {
            turn(SECOND / 100);
            while (complete < clients && connections[complete].heard >= (rooms > 0 ? 1u : (unsigned)publisher_count())) complete++;
        }
        rest(SECOND / 10);
        if (complete == clients) {
            published = delivered = 0;
            return;
        }
    }
    stop(3, "not everybody hears what is said");
}

struct mark { int64_t time, cpu; uint64_t published, delivered; };

static struct mark take_mark(void) {
    return (struct mark){now(), read_clock(server_clock), published, delivered};
}

static uint64_t next_publisher;

/* Fills the window again once a quarter of it is free, each publisher's share in one send. */
static void saturate(void) {
    int64_t under_way = published - delivered / (expected(1));
    int64_t room = window - under_way;
    if (room >= window / 4) {
        int share = rooms > 0 ? 1 : (int)((room + publishers - 1) / publishers);
        for (int tried = 0; room > 0 && tried < publisher_count(); tried++) {
            struct connection *connection = publisher(next_publisher++);
            if (connection->out_length > 0) continue;
            int64_t time = now();
            for (int i = 0; i < share && room > 0; i++, room--) publish(connection, time);
            send_out(connection);
        }
    }
    turn(2 * SECOND / 1000);
}

/* Says what is due, each message in a send of its own. */
static void pace(int64_t *due) {
    int64_t time = now();
    for (int burst = 0; *due <= time && burst < 1024; burst++) {
        struct connection *connection = publisher(next_publisher++);
        bool waits = connection->out_length > 0;
        publish(connection, *due);
        if (!waits) send_out(connection);
        *due += (int64_t)(SECOND / rate);
    }
    int64_t wait = *due - now();
    turn(wait < 0 ? 0 : wait);
}

static void measure(void) {
    join();
    for (int i = 0; i < SAMPLED; i++) connections[(int64_t)i * (clients - 1) / (SAMPLED - 1)].sampled = true;
    int64_t from = now() + (int64_t)(warm * SECOND), until = from + (int64_t)(seconds * SECOND), due = now();
    struct mark begin = {0}, end;
    for (int64_t time; (time = now()) < until;) {
        if (!timing && time >= from) {
            timing = true;
            begin = take_mark();
        }
        if (mode == 's') saturate();
        else pace(&due);
    }
    end = take_mark();
    timing = mode == 'p'; /* what was due in time counts, however late it comes */
    int64_t patience = now() + DRAIN;
    while (delivered < expected(published) && now() < patience) turn(SECOND / 100);
    double elapsed = (end.time - begin.time) / 1e9, heard = end.delivered - begin.delivered, cpu = end.cpu - begin.cpu;
    printf("{\"messages_per_s\":%.0f,\"deliveries_per_s\":%.0f,\"cpu_us_per_delivery\":%.5f,\"server_cores\":%.3f,\"p50_us\":%.1f,"
           "\"p99_us\":%.1f,\"ok_p50_us\":%.1f,\"ok_p99_us\":%.1f,\"missing\":%lld,\"garbled\":%llu,\"resident_mb\":%.1f}\n",
           (end.published - begin.published) / elapsed, heard / elapsed, heard > 0 ? cpu / 1e3 / heard : 0, cpu / 1e9 / elapsed,
           percentile(&deliveries, .5), percentile(&deliveries, .99), percentile(&oks, .5), percentile(&oks, .99), (long long)(expected(published) - delivered), (unsigned long long)garbled, resident_kb() / 1024.0);
}

/* A burst of connects up to a count; the CPU each took, and the memory once all is quiet. */
static double open_idle(int count, long *kb) {
    int before = opened;
    int64_t cpu = read_clock(server_clock);
    open_until(count);
    rest(SECOND / 5 + (count - before) * 50000LL);
    *kb = resident_kb();
    return (read_clock(server_clock) - cpu) / 1e3 / (count - before);
}

/* By reset, so that no port has to wait. */
static void close_all(void) {
    struct linger reset = {.l_onoff = 1};
    for (int i = 0; i < opened; i++) {
        setsockopt(connections[i].fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(connections[i].fd);
    }
    opened = 0;
}

static void measure_idle(void) {
    int step = clients / 8; /* 1,000 of 8,000 */
    long first_kb, all_kb, ignored;

    open_idle(step, &first_kb);
    open_idle(clients, &all_kb);
    rest(SECOND);
    all_kb = resident_kb();
    int64_t began = now(), cpu = read_clock(server_clock);
    rest(SECOND);
    double idle = (double)(read_clock(server_clock) - cpu) / (now() - began);

    /* Again, on a server that is warm: what joining costs few and many. */
    close_all();
    rest(SECOND / 2);
    open_idle(step, &ignored);
    double cpu_few = open_idle(2 * step, &ignored);
    open_idle(7 * step, &ignored);
    double cpu_many = open_idle(8 * step, &ignored);

    /* And all in one burst. */
    close_all();
    rest(SECOND / 2);
    began = now();
    open_until(clients);
    double connects = clients / ((now() - began) / 1e9);
    rest(SECOND / 2);
    printf("{\"kb_per_connection\":%.3f,\"cpu_us_per_accept\":%.2f,\"cpu_us_per_accept_last\":%.2f,\"connects_per_s\":%.0f,"
           "\"slow_connects\":%d,\"refused\":%d,\"idle_cores\":%.4f,\"resident_mb\":%.1f}\n", (double)(all_kb - first_kb) / (clients - step),
           cpu_few, cpu_many, connects, slow_connects, refused, idle, all_kb / 1024.0);
}

/* Everybody comes back at once, and is live when it has what it missed and one message more. What one who is there hears meanwhile is timed. */
static void measure_comeback(void) {
    enum { MISSED = 50, PATIENCE = 60 };
    char input[4096] = "", *seq = NULL;
    size_t length = 0;
    open_until(1);
    greet(&connections[0], true);
    while (!(seq = strstr(input, "\"seq\":")) || !strchr(seq, '\n')) {
        ssize_t got = recv(connections[0].fd, input + length, sizeof input - length - 1, MSG_DONTWAIT);
        if (got == 0 || length + 1 == sizeof input) stop(3, "the room is not joined: %s", input);
        if (got > 0) input[length += got] = 0;
        else usleep(1000);
    }
    long long last = atoll(seq + 6);
    if (last < MISSED) stop(3, "there is nothing to come back to: %lld messages", last);
    connections[0].sampled = timing = true;
    int64_t began = now(), due = began, cpu = read_clock(server_clock);
    int live = 1;
    while (live < clients && now() < began + PATIENCE * SECOND) {
        for (int i = 0; i < 16 && opened < clients; i++) {
            open_one();
            put_text(&connections[opened - 1], "{\"type\":\"join\",\"room\":\"r0\",\"after\":%lld}\n", last - MISSED);
            send_out(&connections[opened - 1]);
        }
        if (due <= now()) {
            publish(&connections[0], due);
            send_out(&connections[0]);
            due += (int64_t)(SECOND / rate);
        }
        turn(opened < clients ? 0 : SECOND / 1000);
        while (live < opened && connections[live].heard > MISSED) live++;
    }
    double elapsed = (now() - began) / 1e9;
    printf("{\"comeback_s\":%.3f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"server_cores\":%.3f,\"missing\":%d,\"resident_mb\":%.1f}\n", elapsed,
           percentile(&deliveries, .5), percentile(&deliveries, .99), (read_clock(server_clock) - cpu) / 1e9 / elapsed, clients - live, resident_kb() / 1024.0);
}

static void read_option(char *option) {
    char *value = strchr(option, '=');
    if (!value) stop(2, "options are key=value, not %s", option);
    *value++ = 0;
    struct { const char *key; int *number; double *real; } known[] = {
        {"port", &port, NULL}, {"pid", &pid, NULL}, {"clients", &clients, NULL}, {"publishers", &publishers, NULL}, {"rooms", &rooms, NULL},
        {"size", &text_size, NULL}, {"window", &window, NULL}, {"tls", &tls, NULL}, {"rate", NULL, &rate}, {"seconds", NULL, &seconds}, {"warm", NULL, &warm},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(option, known[i].key)) continue;
        if (known[i].number) *known[i].number = atoi(value);
        else *known[i].real = atof(value);
        return;
    }
    if (!strcmp(option, "mode")) {
        mode = value[0];
        return;
    }
    for (int i = NUL; !strcmp(option, "wire") && i <= NATS_WS; i++) {
        if (strcmp(value, wire_names[i])) continue;
        wire = i;
        return;
    }
    stop(2, "there is no %s=%s", option, value);
}

int main(int count, char **arguments) {
    for (int i = 1; i < count; i++) read_option(arguments[i]);
    if (publishers > clients) publishers = clients;
    if (clients < SAMPLED || publishers < 1 || clients + publishers + rooms > MAX_CONNECTIONS || text_size < 2 * STAMP || text_size > LONGEST_TEXT
        || window < 1 || rate <= 0 || seconds <= 0 || seconds + warm > MAX_SECONDS || (rooms > 0 && clients % rooms) || !strchr("spic", mode))
        stop(2, "out of bounds; see the head of load.c");
    if (pid <= 0 || clock_getcpuclockid(pid, &server_clock)) stop(2, "no process %d", pid);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(0);
    if (mode == 'i') measure_idle();
    else if (mode == 'c') measure_comeback();
    else measure();
    close_all();
    return 0;
}
