package io.spillway.loadtest.client;

import io.spillway.loadtest.client.Outcome.Cancelled;
import io.spillway.loadtest.client.RequestRecord.Planned;
import io.spillway.loadtest.client.RequestRecord.Times;
import io.spillway.loadtest.trace.PlannedRequest;
import io.spillway.router.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Sends a workload at its planned times, whatever the answers do (an open loop).
 *
 * <p>A request that comes due while the bound on requests in flight is reached is not sent later:
 * it ends as cancelled, and the report says so. All state belongs to one event loop.
 */
public final class LoadRun {
  private final Vertx vertx;
  private final Context loop;
  private final ClientSpec spec;
  private final Ticker ticker;
  private final LoadClient client;
  private final Iterator<PlannedRequest> plan;
  private final LoadListener listener;
  private final Set<Exchange> inFlight = new LinkedHashSet<>();
  private final List<RequestRecord> records = new ArrayList<>();
  private final Promise<List<RequestRecord>> over = Promise.promise();
  private long startNanos;
  private boolean stopped;

  /**
   * A run that has not started.
   *
   * @param plan at most what memory can hold; its planned times count from the start
   */
  public LoadRun(
      Vertx vertx, ClientSpec spec, Iterable<PlannedRequest> plan, LoadListener listener) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.spec = spec;
    this.ticker = Ticker.system();
    this.client = new LoadClient(vertx, spec, this::now);
    this.plan = plan.iterator();
    this.listener = listener;
  }

  /** Gets everything loaded before the clock runs; never fails. */
  public Future<Void> prime() {
    Promise<Void> primed = Promise.promise();
    loop.runOnContext(_ -> client.prime().onComplete(primed));
    return primed.future();
  }

  /**
   * Starts the clock, and sending. The future holds all records in the order of their ends; it
   * never fails.
   */
  public Future<List<RequestRecord>> start() {
    startNanos = ticker.nanos();
    loop.runOnContext(_ -> sendNext());
    return over.future()
        .compose(done -> client.close().transform(_ -> Future.succeededFuture(done)));
  }

  /** Sends nothing more and gives up what is in flight. */
  public void stop() {
    loop.runOnContext(_ -> {
      stopped = true;
      List.copyOf(inFlight).forEach(Exchange::cancel);
      endWhenDone();
    });
  }

  private void sendNext() {
    if (stopped || !plan.hasNext()) {
      stopped = true;
      endWhenDone();
      return;
    }
    at(plan.next());
  }

  private void at(PlannedRequest due) {
    long waitMs = Math.ceilDiv(due.atNanos() - now(), 1_000_000L);
    if (waitMs > 0) {
      vertx.setTimer(waitMs, _ -> atNow(due));
    } else {
      atNow(due);
    }
  }

  private void atNow(PlannedRequest due) {
    if (!stopped) {
      send(due);
    }
    // A turn of the loop between two requests, so that answers are read on time.
    loop.runOnContext(_ -> sendNext());
  }

  private void send(PlannedRequest due) {
    if (inFlight.size() >= spec.limits().inFlightMax()) {
      var times = new Times(due.atNanos(), now(), Times.NEVER, now());
      var refused = new Cancelled(CancelReason.IN_FLIGHT_BOUND);
      ended(new RequestRecord(Planned.of(due), times, 0, Routing.UNKNOWN, Usage.NONE, refused));
      return;
    }
    Exchange exchange = client.send(due);
    inFlight.add(exchange);
    listener.sent(due);
    exchange
        .record()
        .onComplete(record -> {
          inFlight.remove(exchange);
          ended(record.result());
          endWhenDone();
        });
  }

  private void ended(RequestRecord record) {
    records.add(record);
    listener.ended(record);
  }

  private void endWhenDone() {
    if (stopped && inFlight.isEmpty()) {
      over.tryComplete(List.copyOf(records));
    }
  }

  private long now() {
    return ticker.nanos() - startNanos;
  }
}
