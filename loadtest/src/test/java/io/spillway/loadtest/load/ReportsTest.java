package io.spillway.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.client.LostReason;
import io.spillway.loadtest.client.Outcome.Lost;
import io.spillway.loadtest.client.Outcome.Success;
import io.spillway.loadtest.client.RequestRecord;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

final class ReportsTest {
  private static final List<RequestRecord> RECORDS =
      List.of(
          Records.turn(Records.at(0.2, 0.25, 1.2, new Success("stop")), 0, 0, "pod-0"),
          Records.turn(Records.at(1.4, 0.5, 2.0, new Success("stop")), 0, 1, "pod-0"),
          Records.at(1.5, 0.1, 1.0, new Lost(LostReason.RESET, "<b>")));
  private static final LoadSummary SUMMARY = LoadSummary.of(RECORDS);
  private static final TimeSeries SERIES = TimeSeries.of(RECORDS);

  @Test
  void theSeriesCountsArrivalsAndOpenRequestsBySecond() {
    assertThat(SERIES.seconds())
        .extracting(TimeSeries.Second::arrivals)
        .containsExactly(1, 2, 0, 0);
    assertThat(SERIES.seconds())
        .extracting(TimeSeries.Second::inFlight)
        .containsExactly(1, 2, 1, 0);
    assertThat(SERIES.seconds())
        .extracting(second -> second.ended().all())
        .containsExactly(0, 1, 1, 1);
  }

  @Test
  void theTextSaysWhatHappened() {
    assertThat(TextReport.lines(SUMMARY))
        .contains(
            "3 requests in 3.4 s: 2 success, 0 declared errors (0 cut an answer), 1 lost, 0 cancelled",
            "       1  lost: reset",
            "by endpoint: pod-0 2 (100 %)",
            "later turns where the turn before was: 1 of 1 (100 %)",
            "tokens: 300 of prompts (25 % cached), 30 of answers");
  }

  @Test
  void thePageNeedsNothingElse() {
    String page = HtmlReport.page("Load <1>", SUMMARY, SERIES);

    assertThat(page).contains("Load &lt;1&gt;").doesNotContain("http://", "https://", "<script");
  }

  @Test
  void thePlotsAreWellFormed() throws Exception {
    var plots = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

    List<String> all =
        plots.matcher(HtmlReport.page("x", SUMMARY, SERIES)).results().map(m -> m.group()).toList();

    assertThat(all).hasSize(4);
    for (String svg : all) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
    }
  }

  @Test
  void anEmptyRunHasReportsToo() {
    LoadSummary empty = LoadSummary.of(List.of());

    assertThat(TextReport.lines(empty).getFirst()).startsWith("0 requests");
    assertThat(HtmlReport.page("x", empty, TimeSeries.of(List.of()))).contains("<svg");
  }

  @Test
  void theJsonHoldsTheFigures() {
    var json = JsonReport.json(SUMMARY, SERIES);

    assertThat(json.getJsonObject("requests").getInteger("lost")).isEqualTo(1);
    assertThat(json.getJsonArray("series")).hasSize(4);
    assertThat(json.getJsonObject("firstToken").getDouble("max")).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0.3, 0.5", "1, 1", "1.01, 2", "4, 5", "51, 100"})
  void axesEndAtRoundNumbers(double highest, double top) {
    assertThat(SvgChart.niceTop(highest)).isEqualTo(top);
  }
}
