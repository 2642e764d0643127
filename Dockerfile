# syntax=docker/dockerfile:1
# The gateway as an image: docker build -t spillway .
# Mount the configuration at /etc/spillway/spillway.yaml. Ports: 8080 for clients, 9090 for admin.
# Health is Kubernetes' business: /livez and /readyz on the admin port.

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
# Netty unpacks its native transport into the temporary folder unless it finds it on the library
# path.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -DskipTests -Dspotless.check.skip=true -pl loadtest -am package \
 && mkdir -p /opt/spillway /opt/training \
 && cp -r loadtest/target/spillway-loadtest-*.jar loadtest/target/lib /opt/training \
 && cp gateway/target/spillway-gateway-*.jar /opt/spillway/spillway-gateway.jar \
 && cp -r gateway/target/lib /opt/spillway/lib \
 && for jar in gateway/target/lib/netty-transport-native-epoll-*-linux-*.jar; do \
      jar --extract --dir /opt/spillway --file "$jar" META-INF/native; \
    done \
 && mv /opt/spillway/META-INF/native /opt/spillway/native \
 && rmdir /opt/spillway/META-INF

FROM eclipse-temurin:25.0.3_9-jre-noble AS runtime
COPY --from=build /opt/spillway /opt/spillway
COPY LICENSE NOTICE /opt/spillway/

# A cache for fast starts. It fits this very JVM, these options that matter to it and this class
# path, so it is made with those of the entry point; another one would be ignored.
FROM runtime AS training
COPY --from=build /opt/training /opt/training
RUN java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "/opt/training/*:/opt/training/lib/*" io.spillway.loadtest.training.TrainingRun \
    /tmp/spillway-gateway.aot java \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -XX:+UseParallelGC -XX:MaxRAMPercentage=50 \
    -XX:+PerfDisableSharedMem -Djava.library.path=/opt/spillway/native \
    -cp "/opt/spillway/spillway-gateway.jar:/opt/spillway/lib/*" io.spillway.gateway.Main

FROM runtime
COPY --from=training /tmp/spillway-gateway.aot /opt/spillway/
USER 65532:65532
EXPOSE 8080 9090
# The launcher's options, and two so that nothing is written anywhere: no performance data, no
# unpacked native library. The JVM is process 1
# and gets SIGTERM itself: there is no shell between. JAVA_TOOL_OPTIONS adds options.
ENTRYPOINT ["java", \
  "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
  "-XX:+UseParallelGC", "-XX:MaxRAMPercentage=50", \
  "-XX:+PerfDisableSharedMem", "-Djava.library.path=/opt/spillway/native", \
  "-XX:AOTCache=/opt/spillway/spillway-gateway.aot", \
  "-Xlog:disable", "-Xlog:all=error:stderr", \
  "-cp", "/opt/spillway/spillway-gateway.jar:/opt/spillway/lib/*", \
  "io.spillway.gateway.Main"]
CMD ["serve", "--config", "/etc/spillway/spillway.yaml"]
