package uk.org.rmatool.bench.dataplane;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Another reverse proxy, set up to do what our relay does: HTTP/1.1 with connections that are kept
 * on both sides, nothing buffered but 16 KiB a direction, {@code X-Forwarded-For}, no limit of
 * bodies, no access log. Each has two workers or threads, as ours can use both cores of the
 * reference machine.
 */
enum PeerProxy {
  NGINX("nginx") {
    @Override
    String configuration(int port, int upstream) {
      return """
      daemon off;
      worker_processes 2;
      pid nginx.pid;
      error_log stderr error;
      events { worker_connections 8192; }
      http {
        access_log off;
        keepalive_requests 1000000000;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        upstream service {
          server 127.0.0.1:%d;
          keepalive 256;
          keepalive_requests 1000000000;
        }
        server {
          listen 127.0.0.1:%d backlog=4096;
          client_max_body_size 0;
          client_body_buffer_size 16k;
          location / {
            proxy_pass http://service;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_buffering off;
            proxy_buffer_size 16k;
            proxy_buffers 8 16k;
            proxy_request_buffering off;
            proxy_read_timeout 300s;
          }
        }
      }
      """
          .formatted(upstream, port);
    }

    @Override
    List<String> command(Path program, Path folder, Path configuration) {
      return List.of(
          program.toString(),
          "-p",
          folder.toString(),
          "-c",
          configuration.toString(),
          "-e",
          "stderr");
    }
  },
  HAPROXY("HAProxy") {
    @Override
    String configuration(int port, int upstream) {
      return """
      global
        nbthread 2
        maxconn 8192
        tune.bufsize 16384
      defaults
        mode http
        maxconn 8192
        timeout connect 5s
        timeout client 300s
        timeout server 300s
        http-reuse always
        option forwardfor
      frontend public
        bind 127.0.0.1:%d backlog 4096
        default_backend service
      backend service
        server upstream 127.0.0.1:%d pool-max-conn 256
      """
          .formatted(port, upstream);
    }

    @Override
    List<String> command(Path program, Path folder, Path configuration) {
      return List.of(program.toString(), "-db", "-f", configuration.toString());
    }
  };

  /** Where daemons are, which is not on everybody's PATH. */
  private static final String SYSTEM_PROGRAMS = "/usr/local/sbin:/usr/sbin:/sbin";

  private final String displayName;

  PeerProxy(String displayName) {
    this.displayName = displayName;
  }

  String displayName() {
    return displayName;
  }

  /** Where the program is, if it is installed. */
  Optional<Path> program() {
    var path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + SYSTEM_PROGRAMS;
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, name().toLowerCase(Locale.ROOT)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The text of its configuration file: listens at one port and passes calls on to another. */
  abstract String configuration(int port, int upstream);

  /** How to start it in the foreground, with its files in a folder. */
  abstract List<String> command(Path program, Path folder, Path configuration);
}
