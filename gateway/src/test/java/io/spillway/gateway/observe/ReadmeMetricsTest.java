package io.spillway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.Readme;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The README's table of metrics is the catalogue. */
class ReadmeMetricsTest {
  /** One row, without its meaning. */
  private record Row(String name, String type, List<String> labels) {}

  @Test
  void listsEveryMetricWithItsTypeAndLabelsAndNoOther() {
    List<Row> told =
        Readme.table("name", "type", "labels", "meaning").stream().map(this::row).toList();
    List<Row> real =
        Meters.catalogue().stream()
            .map(doc ->
                new Row(doc.name(), doc.type().name().toLowerCase(Locale.ROOT), doc.labels()))
            .toList();

    assertThat(told).containsExactlyInAnyOrderElementsOf(real);
  }

  private Row row(List<String> cells) {
    String labels = Readme.bare(cells.get(2));
    return new Row(
        Readme.bare(cells.get(0)),
        cells.get(1),
        labels.isEmpty() ? List.of() : Arrays.asList(labels.split(", ")));
  }
}
