package io.spillway.loadtest.load;

import java.util.List;

/**
 * A plot over the seconds of a run, as an SVG element.
 *
 * @param title what it shows
 * @param unit of the values
 * @param series its lines
 * @param stacked true: the values stand on each other as areas
 */
record SvgChart(String title, String unit, List<Series> series, boolean stacked) {
  private static final int WIDTH = 920;
  private static final int HEIGHT = 240;
  private static final int LEFT = 56;
  private static final int RIGHT = 12;
  private static final int TOP = 34;
  private static final int BOTTOM = 28;
  private static final int Y_TICKS = 4;

  /**
   * One line.
   *
   * @param name in the legend
   * @param color of the line
   * @param values one per second
   */
  record Series(String name, String color, List<Double> values) {}

  String svg() {
    var svg = new StringBuilder();
    svg.append(
        Words.say(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH, HEIGHT, Html.escaped(title)));
    svg.append(
        Words.say(
            "<text x=\"%d\" y=\"16\" class=\"title\">%s, %s</text>\n",
            LEFT, Html.escaped(title), Html.escaped(unit)));
    double top = niceTop(highest());
    grid(svg, top);
    var below = new double[length()];
    for (int i = 0; i < series.size(); i++) {
      line(svg, series.get(i), below, top);
      legend(svg, series.get(i), i);
    }
    return svg.append("</svg>\n").toString();
  }

  private void line(StringBuilder svg, Series line, double[] below, double top) {
    var forward = new StringBuilder();
    var back = new StringBuilder();
    for (int i = 0; i < line.values().size(); i++) {
      double base = stacked ? below[i] : 0;
      double value = base + line.values().get(i);
      forward.append(Words.say("%.1f,%.1f ", x(i), y(value, top)));
      back.insert(0, Words.say("%.1f,%.1f ", x(i), y(base, top)));
      below[i] = value;
    }
    if (stacked) {
      svg.append(
          Words.say(
              "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.75\"/>\n",
              (forward.toString() + back).strip(), line.color()));
    } else {
      svg.append(
          Words.say(
              "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"/>\n",
              forward.toString().strip(), line.color()));
    }
  }

  private void grid(StringBuilder svg, double top) {
    for (int i = 0; i <= Y_TICKS; i++) {
      double value = top * i / Y_TICKS;
      double y = y(value, top);
      svg.append(
          Words.say(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
              LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4, number(value)));
    }
    int step = Math.max(1, (int) niceTop(length() / 8.0));
    for (int second = 0; second < length(); second += step) {
      svg.append(
          Words.say(
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d s</text>\n",
              x(second), HEIGHT - 8, second));
    }
  }

  private static void legend(StringBuilder svg, Series line, int place) {
    int x = WIDTH - RIGHT - 130 * (4 - place);
    svg.append(
        Words.say(
            "<rect x=\"%d\" y=\"8\" width=\"10\" height=\"10\" fill=\"%s\"/>"
                + "<text class=\"tick\" x=\"%d\" y=\"17\">%s</text>\n",
            x, line.color(), x + 15, Html.escaped(line.name())));
  }

  private double highest() {
    double highest = 0;
    for (int i = 0; i < length(); i++) {
      double sum = 0;
      for (Series line : series) {
        sum = stacked ? sum + line.values().get(i) : Math.max(sum, line.values().get(i));
      }
      highest = Math.max(highest, sum);
    }
    return highest;
  }

  /** The least of 1, 2, 5 times a power of ten that is not below the value. */
  static double niceTop(double value) {
    if (!(value > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double factor : new double[] {1, 2, 5}) {
      if (value <= factor * power * (1 + 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private int length() {
    return series.stream().mapToInt(line -> line.values().size()).max().orElse(0);
  }

  private double x(int second) {
    return LEFT + (WIDTH - LEFT - RIGHT) * second / Math.max(1.0, length() - 1.0);
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Words.say("%.0f", value) : Words.say("%.3g", value);
  }
}
