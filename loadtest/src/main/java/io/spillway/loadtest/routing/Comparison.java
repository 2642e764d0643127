package io.spillway.loadtest.routing;

import io.spillway.loadtest.engine.model.EngineProfile;
import io.spillway.loadtest.trace.BlockTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Policies, fleets and seeds, each with each.
 *
 * @param kind the engine, whose limits the fleet's size replaces
 * @param sizes fleets
 * @param policies candidates
 * @param seeds of the arrivals within their cells
 */
record Comparison(
    EngineProfile kind, List<FleetSize> sizes, List<Candidate> policies, List<Long> seeds) {
  /** The fleets of the report: with room, with less, overloaded, and with the GPU's cache only. */
  static final List<FleetSize> SIZES =
      List.of(
          new FleetSize(8, 4000),
          new FleetSize(6, 4000),
          new FleetSize(4, 8000),
          new FleetSize(8, 800));

  /** So many seeds from a first one on. */
  static List<Long> seeds(int first, int count) {
    return LongStream.range(first, (long) first + count).boxed().toList();
  }

  /**
   * Runs all.
   *
   * @param progress told what runs next
   */
  List<FleetStandings> run(BlockTrace trace, Consumer<String> progress) {
    List<Recording> recordings = seeds.stream().map(seed -> Recording.of(trace, seed)).toList();
    var fleets = new ArrayList<FleetStandings>();
    for (FleetSize size : sizes) {
      var pooled =
          Figure.of(
              recordings.stream().map(each -> 100 * PooledBound.hitRatio(each, size)).toList());
      var standings = new ArrayList<Standing>();
      for (Candidate candidate : policies) {
        progress.accept(size + ", " + candidate.name());
        standings.add(
            Standing.of(
                candidate.name(),
                recordings.parallelStream().map(each -> result(each, size, candidate)).toList()));
      }
      fleets.add(new FleetStandings(size, pooled, standings));
    }
    return fleets;
  }

  private ReplayResult result(Recording recording, FleetSize size, Candidate candidate) {
    var run = new Candidate.Run(size, size.engine(kind), recording.requests().size());
    return Replay.run(recording, size, kind, candidate.start().policy(run));
  }
}
