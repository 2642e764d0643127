package io.spillway.loadtest.routing;

import io.spillway.loadtest.load.Words;
import java.util.Arrays;
import java.util.List;

/**
 * Hit ratio against the 99th percentile of the first-token time, one panel per fleet, as a
 * self-contained SVG. Right and low is good; a dashed line stands where the pooled cache is.
 */
final class HitPlot {
  private static final int PANEL_WIDTH = 460;
  private static final int PANEL_HEIGHT = 300;
  private static final int LEFT = 52;
  private static final int RIGHT = 16;
  private static final int TOP = 30;
  private static final int BOTTOM = 40;
  private static final int COLUMNS = 2;
  private static final int LEGEND = 44;
  private static final int LEGEND_COLUMNS = 5;
  private static final double MARGIN = 1.25;
  private static final List<String> COLORS =
      List.of(
          "#7f7f7f", "#bcbd22", "#9467bd", "#8c564b", "#1f77b4", "#ff7f0e", "#17becf", "#2ca02c",
          "#d62728", "#e377c2");

  private final StringBuilder svg = new StringBuilder();

  private HitPlot() {}

  static String of(List<FleetStandings> fleets) {
    var plot = new HitPlot();
    int rows = Math.ceilDiv(fleets.size(), COLUMNS);
    plot.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"11\">\n"
            + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
        PANEL_WIDTH * COLUMNS, PANEL_HEIGHT * rows + LEGEND);
    for (int i = 0; i < fleets.size(); i++) {
      plot.add(
          "<g transform=\"translate(%d,%d)\">\n",
          i % COLUMNS * PANEL_WIDTH, i / COLUMNS * PANEL_HEIGHT);
      plot.panel(fleets.get(i));
      plot.add("</g>\n");
    }
    plot.legend(fleets.getFirst().standings(), PANEL_HEIGHT * rows);
    return plot.svg.append("</svg>\n").toString();
  }

  private void panel(FleetStandings fleet) {
    var axes = Axes.of(fleet);
    add(
        "<text x=\"%d\" y=\"18\" font-weight=\"bold\">%d pods x %d blocks: p99 first token, s,"
            + " over hit ratio, %%</text>\n",
        LEFT, fleet.size().pods(), fleet.size().blocks());
    for (double percent = 0; percent <= axes.right; percent += axes.percentStep()) {
      tick(axes.x(percent), PANEL_HEIGHT - BOTTOM + 16, "middle", percent);
    }
    for (double seconds : axes.secondTicks()) {
      add(
          "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>\n",
          LEFT, axes.y(seconds), PANEL_WIDTH - RIGHT);
      tick(LEFT - 6, axes.y(seconds) + 4, "end", seconds);
    }
    add(
        "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#333\"/>\n",
        LEFT, TOP, PANEL_HEIGHT - BOTTOM, PANEL_WIDTH - RIGHT);
    add(
        "<path d=\"M%.1f %dV%d\" stroke=\"#333\" stroke-dasharray=\"4 3\"/>\n",
        axes.x(fleet.pooledPercent().mean()), TOP, PANEL_HEIGHT - BOTTOM);
    for (int i = 0; i < fleet.standings().size(); i++) {
      Standing standing = fleet.standings().get(i);
      add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"%s\"><title>%s</title></circle>\n",
          axes.x(standing.hitPercent().mean()),
          axes.y(standing.p99().mean()),
          color(i),
          standing.policy());
    }
  }

  private void tick(double x, double y, String anchor, double value) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%.0f</text>\n", x, y, anchor, value);
  }

  private void legend(List<Standing> standings, int top) {
    int width = (COLUMNS * PANEL_WIDTH - LEFT) / LEGEND_COLUMNS;
    for (int i = 0; i < standings.size(); i++) {
      int x = LEFT + i % LEGEND_COLUMNS * width;
      int y = top + 10 + i / LEGEND_COLUMNS * 18;
      add("<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"%s\"/>\n", x, y, color(i));
      add("<text x=\"%d\" y=\"%d\">%s</text>\n", x + 10, y + 4, standings.get(i).policy());
    }
  }

  private static String color(int index) {
    return COLORS.get(index % COLORS.size());
  }

  @SuppressWarnings("AnnotateFormatMethod") // for the reason that Words has
  private void add(String format, Object... values) {
    svg.append(Words.say(format, values));
  }

  /** The scales of one panel: percent linear from 0, seconds logarithmic. */
  private record Axes(double right, double low, double high) {
    static Axes of(FleetStandings fleet) {
      double right = fleet.pooledPercent().mean();
      double low = Double.MAX_VALUE;
      double high = 0;
      for (Standing standing : fleet.standings()) {
        right = Math.max(right, standing.hitPercent().mean());
        low = Math.min(low, standing.p99().mean());
        high = Math.max(high, standing.p99().mean());
      }
      return new Axes(right * MARGIN, low / MARGIN, high * MARGIN);
    }

    double x(double percent) {
      return LEFT + (PANEL_WIDTH - LEFT - RIGHT) * percent / right;
    }

    double y(double seconds) {
      double share = Math.log(seconds / low) / Math.log(high / low);
      return PANEL_HEIGHT - BOTTOM - (PANEL_HEIGHT - BOTTOM - TOP) * share;
    }

    double percentStep() {
      return right > 25 ? 10 : 5;
    }

    double[] secondTicks() {
      double[] all = {1, 2, 5, 10, 15, 20, 30, 50, 70, 100, 200, 500, 1000, 2000, 5000};
      return Arrays.stream(all).filter(each -> each > low && each < high).toArray();
    }
  }
}
