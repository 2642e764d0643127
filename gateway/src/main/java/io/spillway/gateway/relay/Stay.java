package io.spillway.gateway.relay;

import io.spillway.router.health.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A request's stay at the endpoint that it was sent to: the place it holds there, what it reads of
 * a stream, and what that says of the endpoint. One stay follows another; the last stream read is
 * known after its end, too.
 */
final class Stay {
  private final RelayRequest request;
  private final RequestNotes notes;
  private final RelayLoop loop;
  private @Nullable HeldPlace place;
  private @Nullable EventFlow flow;
  private Verdict verdict = Verdict.UNKNOWN;

  /** A request that is nowhere yet. */
  Stay(RelayRequest request, RequestNotes notes, RelayLoop loop) {
    this.request = request;
    this.notes = notes;
    this.loop = loop;
  }

  /** Begins at that place, of which nothing is known. */
  void begin(HeldPlace where) {
    place = where;
    verdict = Verdict.UNKNOWN;
  }

  /** Where it is. */
  HeldPlace place() {
    if (place == null) {
      throw new IllegalStateException("an attempt holds a place");
    }
    return place;
  }

  /** Notes the stream that is read from now on; null for a whole answer. */
  void reads(@Nullable EventFlow stream) {
    flow = stream;
  }

  /** The stream that was read last; null for none. */
  @Nullable EventFlow flow() {
    return flow;
  }

  /** The number of an event that is added to the stream. */
  long nextNumber() {
    return flow == null ? 0 : flow.nextNumber();
  }

  /** Notes what the end says of the endpoint. */
  void says(Verdict verdict) {
    this.verdict = verdict;
  }

  /** Binds a streamed response to its place, before the client can ask for it. */
  void made() {
    made(flow == null ? null : flow.responseId());
  }

  /** Binds a response to its place; nothing as long as its id is not known. */
  void made(@Nullable String responseId) {
    request.made(responseId, place().endpoint(), loop.ticker().nanos());
  }

  /**
   * Gives the place back, if one is held.
   *
   * @param retryAfterSeconds when a pod that refused wants to be asked again; 0: not said
   */
  void end(int retryAfterSeconds) {
    if (place != null) {
      HeldPlace held = place;
      place = null;
      notes.released(held, held.release(notes.slotEnd(verdict, retryAfterSeconds)));
    }
  }

  /** Gives the place back, unless the endpoint goes on in the background with what it began. */
  void abandon() {
    String id = flow == null || !request.background() ? null : flow.responseId();
    if (place != null && id != null) {
      handOver(id);
    } else {
      end(0);
    }
  }

  /** Leaves the place to what the endpoint goes on with, to be given back when that has ended. */
  void handOver(String responseId) {
    var begun = BackgroundWork.Begun.of(request, place(), responseId);
    place = null;
    notes.goesOn();
    new BackgroundWork(begun, loop).begin();
  }
}
