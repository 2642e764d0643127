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
    mvn -B -ntp -DskipTests -Dspotless.check.skip=true -pl gateway -am package \
 && mkdir -p /opt/spillway \
 && cp gateway/target/spillway-gateway-*.jar /opt/spillway/spillway-gateway.jar \
 && cp -r gateway/target/lib /opt/spillway/lib \
 && for jar in gateway/target/lib/netty-transport-native-*-linux-*.jar; do \
      jar --extract --dir /opt/spillway --file "$jar" META-INF/native; \
    done \
 && mv /opt/spillway/META-INF/native /opt/spillway/native \
 && rmdir /opt/spillway/META-INF

FROM eclipse-temurin:25.0.3_9-jre-noble
COPY --from=build /opt/spillway /opt/spillway
COPY LICENSE NOTICE /opt/spillway/
USER 65532:65532
EXPOSE 8080 9090
# The launcher's options, and two so that nothing is written anywhere: no performance data, no
# unpacked native library. The JVM is process 1
# and gets SIGTERM itself: there is no shell between. JAVA_TOOL_OPTIONS adds options.
ENTRYPOINT ["java", \
  "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
  "-XX:+UseParallelGC", "-XX:MaxRAMPercentage=50", \
  "-XX:+PerfDisableSharedMem", "-Djava.library.path=/opt/spillway/native", \
  "-cp", "/opt/spillway/spillway-gateway.jar:/opt/spillway/lib/*", \
  "io.spillway.gateway.Main"]
CMD ["serve", "--config", "/etc/spillway/spillway.yaml"]
