/*
 * The server that load generators are measured against: it answers each request at once with a small inference answer and writes down when
 * each arrived, so that what a generator says of itself can be held against what was seen outside of it.
 * Usage: logging-server STAMPS_FILE. It prints its port, and a line when the first request arrives; on SIGTERM it writes the arrivals, nanoseconds of
 * CLOCK_MONOTONIC as 64-bit numbers.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTION_LIMIT 65536
#define INBOX_BYTES 65536

struct connection {
  char head[4096];
  size_t head_bytes;
  size_t body_left;
};

static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 84\r\n\r\n"
    "{\"model_name\":\"m\",\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]}";

static struct connection *connections[CONNECTION_LIMIT];
static uint64_t *stamps;
static size_t stamp_count, stamp_room;
static volatile sig_atomic_t over;

static void end(int signal) {
  (void)signal;
  over = 1;
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void stamp(uint64_t at_ns) {
  if (stamp_count == stamp_room) {
    stamp_room = stamp_room ? stamp_room * 2 : 1 << 20;
    stamps = realloc(stamps, stamp_room * sizeof *stamps);
    if (!stamps) exit(1);
  }
  stamps[stamp_count++] = at_ns;
  if (stamp_count > 1) return;
  puts("asked");
  fflush(stdout);
}

static void forget(int socket) {
  free(connections[socket]);
  connections[socket] = NULL;
  close(socket);
}

/* Takes bytes of a connection; tells how many requests became whole with them, or -1 when a head is too long. */
static int take(struct connection *connection, const char *bytes, size_t count) {
  int whole = 0;
  while (count > 0) {
    if (connection->body_left > 0) {
      size_t taken = count < connection->body_left ? count : connection->body_left;
      connection->body_left -= taken;
      bytes += taken;
      count -= taken;
      if (connection->body_left == 0) whole++;
      continue;
    }
    if (connection->head_bytes == sizeof connection->head - 1) return -1;
    connection->head[connection->head_bytes++] = *bytes++;
    count--;
    if (connection->head_bytes < 4 || memcmp(connection->head + connection->head_bytes - 4, "\r\n\r\n", 4) != 0) continue;
    connection->head[connection->head_bytes] = 0;
    const char *length = strcasestr(connection->head, "\r\ncontent-length:");
    connection->body_left = length ? strtoul(length + 17, NULL, 10) : 0;
    connection->head_bytes = 0;
    if (connection->body_left == 0) whole++;
  }
  return whole;
}

static void serve(int socket) {
  static char inbox[INBOX_BYTES];
  ssize_t count = read(socket, inbox, sizeof inbox);
  uint64_t at_ns = now_ns();
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  int whole = count > 0 ? take(connections[socket], inbox, (size_t)count) : -1;
  if (whole < 0) return forget(socket);
  for (; whole > 0; whole--) {
    stamp(at_ns);
    if (write(socket, answer, sizeof answer - 1) < 0) return forget(socket);
  }
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  struct sigaction ending = {.sa_handler = end};
  sigaction(SIGTERM, &ending, NULL);
  signal(SIGPIPE, SIG_IGN);

  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t address_bytes = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) return 1;
  getsockname(listener, (struct sockaddr *)&address, &address_bytes);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);

  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[512];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  while (!over) {
    int ready = epoll_wait(poll, events, 512, -1);
    for (int index = 0; index < ready; index++) {
      if (events[index].data.fd != listener) {
        serve(events[index].data.fd);
        continue;
      }
      int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
      if (socket < 0 || socket >= CONNECTION_LIMIT) continue;
      int yes = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      connections[socket] = calloc(1, sizeof *connections[socket]);
      event = (struct epoll_event){.events = EPOLLIN, .data.fd = socket};
      epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
    }
  }
  FILE *file = fopen(argv[1], "wb");
  if (!file || fwrite(stamps, sizeof *stamps, stamp_count, file) != stamp_count || fclose(file)) return 1;
  return 0;
}
