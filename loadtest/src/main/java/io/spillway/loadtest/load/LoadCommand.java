package io.spillway.loadtest.load;

import io.spillway.loadtest.cli.Arguments;
import io.spillway.loadtest.cli.UsageException;
import io.spillway.loadtest.client.LoadRun;
import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.trace.Trace;
import io.spillway.loadtest.trace.Workload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The command {@code load}: open-loop load on a gateway or an engine, and a report. */
public final class LoadCommand {
  private static final long STOP_SECONDS_MAX = 10;
  private static final String USAGE =
      """
      Usage: ./spillway load --url URL --model NAME [OPTIONS]

      Sends conversations of a real trace at times fixed in advance, whatever the answers do, and
      reports how every request ended. Latency counts from the planned start of a request.

        --url URL            http://host:port of a gateway or an engine
        --model NAME         the model to ask for
        --rate X             requests per second; default 5
        --rate-scale X       instead: times the trace's own rate
        --for TIME           how long requests arrive; default 1m
        --key KEY            sent as a bearer token
        --stream true|false  default true
        --conversations on|off   later turns that repeat the earlier ones; default on
        --gap-scale X        times the recorded gaps between turns; default 0.05
        --exact-lengths true|false   asks for answers of the trace's lengths (ignore_eos, which
                             vLLM and SGLang know); default true
        --seed N             default 1
        --timeout TIME       a request without an ending is lost after that; default 2m
        --max-in-flight N    a request that comes due above it is not sent; default 1000
        --max-requests N     default 1000000
        --report FILE.html   a page with plots
        --json FILE          the same figures for programs

      Exit status: 0 all sent requests ended in an answer or a declared error, 1 requests were
      lost or none succeeded, 2 wrong usage.
      """;

  private LoadCommand() {}

  /**
   * Runs the command.
   *
   * @param args what follows {@code load}
   * @return the exit status
   */
  public static int run(List<String> args, PrintStream out, PrintStream err) {
    Trace trace = Trace.azureConversations();
    LoadOptions options;
    try {
      var arguments = Arguments.parse(args, LoadOptions.OPTIONS, LoadOptions.SWITCHES);
      if (arguments.has("--help") || arguments.has("-h")) {
        out.print(USAGE);
        return 0;
      }
      options = LoadOptions.of(arguments, trace.ratePerSecond());
    } catch (UsageException e) {
      err.println("spillway load: " + e.getMessage() + " (see ./spillway load --help)");
      return 2;
    }
    Vertx vertx = Vertx.vertx();
    try {
      List<RequestRecord> records = send(vertx, trace, options, out);
      return report(records, options, out);
    } catch (IOException e) {
      err.println("spillway load: cannot write the report: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      vertx.close().onComplete(_ -> {});
    }
  }

  private static List<RequestRecord> send(
      Vertx vertx, Trace trace, LoadOptions options, PrintStream out) throws InterruptedException {
    var progress = new LoadProgress();
    var workload = new Workload(trace, options.workload());
    var run = new LoadRun(vertx, options.client(), workload, progress);
    await(run.prime());
    Future<List<RequestRecord>> records = run.start();
    Thread main = Thread.currentThread();
    var stopper = new Thread(() -> stop(run, main), "load-stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    for (long second = 1; !records.isComplete(); second++) {
      await(records);
      out.println(progress.line(second));
    }
    removeHook(stopper);
    return records.result();
  }

  /** Waits a second for something to end. */
  private static void await(Future<?> end) throws InterruptedException {
    try {
      end.await(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // Not over yet: time for the next line.
    }
  }

  /** On a signal: gives up what is in flight and lets the report be written. */
  private static void stop(LoadRun run, Thread main) {
    run.stop();
    try {
      main.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS_MAX));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being stopped; the hook waits for the report.
    }
  }

  private static int report(List<RequestRecord> records, LoadOptions options, PrintStream out)
      throws IOException {
    LoadSummary summary = LoadSummary.of(records);
    TimeSeries series = TimeSeries.of(records);
    out.println();
    TextReport.lines(summary).forEach(out::println);
    String title = "Load on " + options.client().model() + " at " + options.client().url();
    write(options.page(), HtmlReport.page(title, summary, series), out);
    write(options.json(), JsonReport.json(summary, series).encodePrettily(), out);
    return summary.counts().lost() > 0 || summary.counts().success() == 0 ? 1 : 0;
  }

  private static void write(Optional<Path> file, String text, PrintStream out) throws IOException {
    if (file.isPresent()) {
      Files.writeString(file.get(), text);
      out.println("written: " + file.get());
    }
  }
}
