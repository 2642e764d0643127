package io.spillway.loadtest.routing;

import io.spillway.loadtest.load.Words;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * One figure over several seeds.
 *
 * @param mean of the seeds
 * @param spread half the distance between the least and the greatest
 */
record Figure(double mean, double spread) {
  static Figure of(List<Double> values) {
    DoubleSummaryStatistics all =
        values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return new Figure(all.getAverage(), (all.getMax() - all.getMin()) / 2);
  }

  /** As a table shows it, with the spread if there is one to show. */
  String text(int decimals) {
    String number = "%." + decimals + "f";
    String text = Words.say(number, mean);
    String around = Words.say(number, spread);
    return Double.parseDouble(around) == 0 ? text : text + " ± " + around;
  }
}
