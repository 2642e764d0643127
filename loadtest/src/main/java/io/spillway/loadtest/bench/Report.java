package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.wire.DelayHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The tables of a run. */
final class Report {
  private static final double HEADROOM_MAX = 0.6;
  private static final List<Integer> FLEETS = List.of(1, 10, 100);

  private final Results results;
  private final List<String> peers;

  /**
   * A report.
   *
   * @param peers proxies in the order of the columns
   */
  Report(Results results, List<String> peers) {
    this.results = results;
    this.peers = List.copyOf(peers);
  }

  /** For a terminal. */
  String text() {
    return render("%s%n", TextTable::text);
  }

  /** To paste into a Markdown file. */
  String markdown() {
    return render("**%s**%n%n", TextTable::markdown);
  }

  private String render(String titleFormat, Function<TextTable, String> table) {
    var text = new StringBuilder();
    section(text, titleFormat, "CPU of the proxy, microseconds per unit", this::cost, table);
    section(
        text,
        titleFormat,
        "Added by the proxy against the direct path, milliseconds (! above 60 % of the core)",
        this::delays,
        table);
    section(text, titleFormat, "Memory of open streams, KiB each", this::memory, table);
    section(
        text,
        titleFormat,
        "Gateway by size of the fleet, microseconds per unit",
        this::fleets,
        table);
    return text.toString();
  }

  private static void section(
      StringBuilder text,
      String titleFormat,
      String title,
      Supplier<TextTable> make,
      Function<TextTable, String> print) {
    TextTable table = make.get();
    if (!table.empty()) {
      text.append(titleFormat.formatted(title)).append(print.apply(table)).append('\n');
    }
  }

  private TextTable cost() {
    var header = new ArrayList<>(List.of("per"));
    for (String peer : peers) {
      header.add(peer);
      header.add("core");
    }
    header.add("/ relay");
    header.add("/ nginx");
    header.add("others");
    var table = new TextTable(header);
    for (Scenario scenario : Scenario.values()) {
      if (peers.stream().anyMatch(peer -> results.has(peer, scenario))) {
        table.row(costRow(scenario));
      }
    }
    return table;
  }

  private List<String> costRow(Scenario scenario) {
    var row = new ArrayList<>(List.of(scenario.title()));
    for (String peer : peers) {
      row.add(Figures.micros(micros(peer, scenario)));
      row.add(Figures.percent(results.median(peer, scenario, Measurement::coreLoad)));
    }
    double gateway = micros(PeerNames.GATEWAY, scenario);
    row.add(Figures.ratio(gateway, micros(PeerNames.RELAY, scenario)));
    row.add(Figures.ratio(gateway, micros(PeerNames.NGINX, scenario)));
    row.add(Figures.percent(results.median(PeerNames.GATEWAY, scenario, Measurement::otherShare)));
    return row;
  }

  private double micros(String peer, Scenario scenario) {
    return results.median(peer, scenario, Measurement::microsPerUnit);
  }

  private TextTable delays() {
    var table =
        new TextTable(
            List.of("load", "peer", "first p50", "first p99", "each p50", "each p99", "core"));
    for (Scenario scenario : Scenario.values()) {
      if (scenario.delays() && results.has(PeerNames.DIRECT, scenario)) {
        peers.stream()
            .filter(peer -> results.has(peer, scenario))
            .forEach(peer -> table.row(delayRow(peer, scenario)));
      }
    }
    return table;
  }

  private List<String> delayRow(String peer, Scenario scenario) {
    double load = results.median(peer, scenario, Measurement::coreLoad);
    boolean stream = scenario.perEvent();
    Function<Measurement, DelayHistogram> each =
        stream ? m -> m.tally().eventDelay() : m -> m.tally().latency();
    Function<Measurement, DelayHistogram> first = m -> m.tally().firstToken();
    return List.of(
        scenario.title(),
        peer,
        stream ? added(peer, scenario, first, 0.5) : "-",
        stream ? added(peer, scenario, first, 0.99) : "-",
        added(peer, scenario, each, 0.5),
        added(peer, scenario, each, 0.99),
        Figures.percent(load) + (load > HEADROOM_MAX ? " !" : ""));
  }

  private String added(
      String peer, Scenario scenario, Function<Measurement, DelayHistogram> delays, double share) {
    double through = results.median(peer, scenario, m -> delays.apply(m).quantile(share));
    double direct =
        results.median(PeerNames.DIRECT, scenario, m -> delays.apply(m).quantile(share));
    return Figures.millis(through - direct);
  }

  private TextTable memory() {
    var table =
        new TextTable(
            List.of("peer", "streams", "heap", "outside", "together", "resident before, MiB"));
    for (Results.Held held : results.memory()) {
      table.row(
          List.of(
              held.peer(),
              Integer.toString(held.streams()),
              Figures.kib(held.heapPerStream()),
              Figures.kib(held.restPerStream()),
              Figures.kib(held.perStream()),
              Figures.mib((double) held.resident())));
    }
    return table;
  }

  private TextTable fleets() {
    var table = new TextTable(List.of("per", "1 pod", "10 pods", "100 pods"));
    var row = new ArrayList<>(List.of(Scenario.SMALL.title()));
    FLEETS.forEach(
        pods -> row.add(Figures.micros(micros(PeerNames.gateway(pods), Scenario.SMALL))));
    if (results.has(PeerNames.gateway(FLEETS.getLast()), Scenario.SMALL)) {
      table.row(row);
    }
    return table;
  }
}
