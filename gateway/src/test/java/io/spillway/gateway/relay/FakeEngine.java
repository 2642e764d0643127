package io.spillway.gateway.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine on a raw socket that does what a test's script says, to the byte.
 *
 * <p>Each request is answered by the next script, and by the usual one when there is none.
 */
public final class FakeEngine implements AutoCloseable {
  /** What an engine does with one request. */
  @FunctionalInterface
  public interface Script {
    /** Plays; the connection stays open afterwards unless the script ended it. */
    void play(EngineTalk talk) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final List<HeardRequest> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger hangUps = new AtomicInteger();
  private volatile Script usual = EngineTalk::hello;

  private FakeEngine(ServerSocket server) {
    this.server = server;
  }

  /** An engine that listens on a port of its own. */
  public static FakeEngine start() throws IOException {
    var engine = new FakeEngine(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(engine::accept);
    return engine;
  }

  /** What is played when no script is left. */
  public FakeEngine usually(Script script) {
    usual = script;
    return this;
  }

  /** What is played next. */
  public FakeEngine then(Script script) {
    scripts.add(script);
    return this;
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Requests that arrived whole, oldest first. */
  public List<HeardRequest> requests() {
    return requests;
  }

  /** Connections accepted so far. */
  public int connections() {
    return connections.get();
  }

  /** Connections open now, as far as a script or the reading of a request has noticed. */
  public int open() {
    return open.size();
  }

  /** Connections that the other side closed while a script played. */
  public int hangUps() {
    return hangUps.get();
  }

  /** Ends like a process that was killed. */
  public void die() throws IOException {
    close();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  void hungUp() {
    hangUps.incrementAndGet();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        int number = connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket, number));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      while (!socket.isClosed()) {
        HeardRequest request = HeardRequest.read(socket.getInputStream(), number);
        if (request == null) {
          return;
        }
        requests.add(request);
        Script next = scripts.poll();
        (next == null ? usual : next).play(new EngineTalk(this, socket, request));
      }
    } catch (IOException | UncheckedIOException e) {
      hungUp();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }
}
