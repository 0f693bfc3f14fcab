/* The bytes of a connection, within TLS where the load is told so. Needs OpenSSL (libssl-dev); without it there is no TLS. */
#include <openssl/ssl.h>
#include <openssl/err.h>

static SSL_CTX *tls_context;

static SSL *tls_open(int fd) {
    if (!tls_context && !(tls_context = SSL_CTX_new(TLS_client_method()))) return NULL;
    /* Whose certificate it is, is no matter here. */
    SSL_CTX_set_verify(tls_context, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_mode(tls_context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL *tls = SSL_new(tls_context);
    if (tls && SSL_set_fd(tls, fd) && SSL_connect(tls) == 1) return tls;
    return NULL;
}

/* As recv and send say it. */
static ssize_t tls_result(SSL *tls, int result) {
    if (result > 0) return result;
    switch (SSL_get_error(tls, result)) {
        case SSL_ERROR_WANT_READ: case SSL_ERROR_WANT_WRITE: errno = EAGAIN; return -1;
        case SSL_ERROR_ZERO_RETURN: return 0;
        default: errno = EIO; return -1;
    }
}

static ssize_t tls_receive(SSL *tls, void *bytes, size_t length) { return tls_result(tls, SSL_read(tls, bytes, (int)length)); }

static ssize_t tls_send(SSL *tls, const void *bytes, size_t length) { return tls_result(tls, SSL_write(tls, bytes, (int)length)); }
