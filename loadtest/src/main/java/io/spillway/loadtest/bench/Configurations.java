package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.wire.BenchEngine;
import java.util.List;
import java.util.stream.Collectors;

/** The configurations under which the peers are compared. */
final class Configurations {
  private Configurations() {}

  /** The gateway in front of pods that are never full, without a ramp. */
  static String gateway(int port, int adminPort, List<Integer> podPorts) {
    String endpoints =
        podPorts.stream()
            .map(pod -> "\"http://127.0.0.1:" + pod + "\"")
            .collect(Collectors.joining(", "));
    return """
    server:
      host: 127.0.0.1
      port: %d
      drain: { delay: 0s, limit: 1s }
    admin: { port: %d }
    models:
      - name: %s
        selfHosted:
          engine: openai
          endpoints: [ %s ]
          concurrencyPerPod: 10000
          warmup: { rampUp: 0s }
    """
        .formatted(port, adminPort, BenchEngine.MODEL, endpoints);
  }

  /** nginx as a proxy that keeps connections and passes every byte on at once. */
  static String nginx(int port, int enginePort, String folder) {
    return """
    daemon off;
    worker_processes 1;
    worker_rlimit_nofile 20000;
    pid FOLDER/nginx.pid;
    error_log FOLDER/nginx-error.log warn;
    events { worker_connections 19000; }
    http {
      access_log off;
      keepalive_timeout 300s;
      keepalive_requests 1000000000;
      client_body_buffer_size 128k;
      client_max_body_size 32m;
      client_body_temp_path FOLDER/nginx-body;
      proxy_temp_path FOLDER/nginx-proxy;
      fastcgi_temp_path FOLDER/nginx-fastcgi;
      uwsgi_temp_path FOLDER/nginx-uwsgi;
      scgi_temp_path FOLDER/nginx-scgi;
      upstream engine {
        server 127.0.0.1:ENGINE;
        keepalive 2000;
        keepalive_requests 1000000000;
        keepalive_timeout 300s;
      }
      server {
        listen 127.0.0.1:PORT backlog=4096;
        location / {
          proxy_pass http://engine;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_buffering off;
          proxy_read_timeout 300s;
        }
      }
    }
    """
        .replace("FOLDER", folder)
        .replace("ENGINE", Integer.toString(enginePort))
        .replace("PORT", Integer.toString(port));
  }
}
