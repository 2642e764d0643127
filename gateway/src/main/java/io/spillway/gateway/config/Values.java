package io.spillway.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of single values a configuration is made of. */
final class Values {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,15}");
  private static final Pattern DECIMAL =
      Pattern.compile("\\d{1,9}(\\.\\d{1,15})?([eE]-?\\d{1,2})?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
  private static final Pattern MODEL = Pattern.compile("[!-~&&[^\"\\\\]]{1,200}");
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,8192}");
  private static final Pattern HOST_NAME =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63})*");

  private Values() {}

  /** A whole number within bounds, both included. */
  static Value<Integer> whole(int min, int max) {
    return Value.of(
        "a whole number >= " + min + " and <= " + max,
        text ->
            matched(WHOLE, text)
                .map(_ -> Long.parseLong(text))
                .filter(number -> number >= min && number <= max)
                .map(Long::intValue));
  }

  /** A decimal number from 0 to a million. */
  static Value<Double> dollars() {
    return Value.of(
        "a number from 0 to 1000000",
        text ->
            matched(DECIMAL, text)
                .map(_ -> Double.parseDouble(text))
                .filter(number -> number <= 1_000_000));
  }

  /** A length of time within bounds, both included. */
  static Value<Duration> duration(Duration min, Duration max) {
    return Value.of(
        "a duration from " + written(min) + " to " + written(max) + ", such as 150ms, 2s, 5m, 1h",
        text ->
            matched(DURATION, text)
                .map(m -> Duration.ofMillis(times(m.group(1), millis(m.group(2)))))
                .filter(time -> time.compareTo(min) >= 0 && time.compareTo(max) <= 0));
  }

  /** A number of bytes within bounds, both included. */
  static Value<Long> size(long min, long max) {
    return Value.of(
        "a size from " + bytes(min) + " to " + bytes(max) + ", such as 512B, 32KiB, 32MiB, 1GiB",
        text ->
            matched(SIZE, text)
                .map(m -> times(m.group(1), unit(m.group(2))))
                .filter(size -> size >= min && size <= max));
  }

  /** Yes or no. */
  static Value<Boolean> flag() {
    return Value.of(
        "true or false",
        text ->
            text.equals("true") || text.equals("false")
                ? Optional.of(text.equals("true"))
                : Optional.empty());
  }

  /** One of a closed set, by label. */
  static <T> Value<T> choice(List<T> all, Function<T, String> label) {
    return Value.of(
        (all.size() == 1 ? "" : "one of ")
            + all.stream().map(label).collect(Collectors.joining(", ")),
        text -> all.stream().filter(one -> label.apply(one).equals(text)).findFirst());
  }

  /** One of those in a closed set that this version can do; the rule tells the others apart. */
  static <T> Value<T> available(List<T> all, Function<T, String> label, Predicate<T> available) {
    Value<T> usable = choice(all.stream().filter(available).toList(), label);
    String later =
        all.stream().filter(available.negate()).map(label).collect(Collectors.joining(", "));
    return Value.of(
        usable.expected() + "; not available in this version: " + later, usable.parse());
  }

  /** A name that fits a header, a metric label and a file name. */
  static Value<String> label() {
    return Value.of(
        "1 to 63 letters, digits, '.', '_' or '-', a letter or digit at both ends",
        text -> matched(LABEL, text).map(_ -> text));
  }

  /** A model's name. */
  static Value<String> modelName() {
    return Value.of(
        "1 to 200 visible ASCII characters without quotes, backslashes and spaces",
        text -> matched(MODEL, text).map(_ -> text));
  }

  /** A secret that is sent in a header. */
  static Value<Secret> token() {
    return Value.of(
            "1 to 8192 visible ASCII characters without spaces",
            text -> matched(TOKEN, text).map(_ -> new Secret(text)))
        .concealed();
  }

  /** A secret that is never sent anywhere. */
  static Value<Secret> secret() {
    return Value.of(
            "at least one character",
            text -> text.isEmpty() ? Optional.<Secret>empty() : Optional.of(new Secret(text)))
        .concealed();
  }

  /** The hash of a tenant's key. Hidden: people put the key itself here by mistake. */
  static Value<KeyHash> keyHash() {
    return Value.of("sha256: followed by 64 hexadecimal digits", KeyHash::parse).concealed();
  }

  /** A block of addresses. */
  static Value<Cidr> cidr() {
    return Value.of(
        "an address or a block such as 10.0.0.0/8 or fd00::/8, no bits set outside the block",
        Cidr::parse);
  }

  /** An address or a name to bind. */
  static Value<String> host() {
    return Value.of(
        "an address such as 0.0.0.0, 127.0.0.1 or ::1, or a host name",
        text ->
            Cidr.literal(text).isPresent()
                    || (HOST_NAME.matcher(text).matches() && !text.matches("[0-9.]*"))
                ? Optional.of(text)
                : Optional.empty());
  }

  /** The place of a pod. */
  static Value<URI> origin() {
    return Value.of(
        "http://host:port or https://host:port, no path (API paths are appended)",
        text -> url(text, uri -> uri.getPath().isEmpty()));
  }

  /** The place of an API. */
  static Value<URI> baseUrl() {
    return Value.of(
        "an http or https URL without user, query and fragment, such as https://host/v1",
        text -> url(text, _ -> true));
  }

  private static Optional<URI> url(String text, Predicate<URI> rule) {
    if (text.length() > 2048) {
      return Optional.empty();
    }
    try {
      var uri = new URI(text.replaceFirst("/+$", ""));
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean plain =
          (scheme.equals("http") || scheme.equals("https"))
              && uri.getHost() != null
              && uri.getPort() <= 65535
              && uri.getPort() != 0
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (!plain || !rule.test(uri)) {
        return Optional.empty();
      }
      String authority = uri.getRawAuthority().toLowerCase(Locale.ROOT);
      return Optional.of(new URI(scheme + "://" + authority + uri.getRawPath()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Matcher> matched(Pattern pattern, String text) {
    return Optional.of(pattern.matcher(text)).filter(Matcher::matches);
  }

  private static long times(String number, long unit) {
    long count = Long.parseLong(number);
    return count > Long.MAX_VALUE / unit ? Long.MAX_VALUE : count * unit;
  }

  private static long millis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }

  private static long unit(String unit) {
    return switch (unit) {
      case "B" -> 1;
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      default -> 1L << 30;
    };
  }

  /** A duration as the configuration writes it, in its largest whole unit. */
  static String written(Duration time) {
    long millis = time.toMillis();
    for (String unit : List.of("d", "h", "m", "s")) {
      if (millis != 0 && millis % millis(unit) == 0) {
        return millis / millis(unit) + unit;
      }
    }
    return millis == 0 ? "0s" : millis + "ms";
  }

  /** A size as the configuration writes it, in its largest whole unit. */
  static String bytes(long size) {
    for (String unit : List.of("GiB", "MiB", "KiB")) {
      if (size != 0 && size % unit(unit) == 0) {
        return size / unit(unit) + unit;
      }
    }
    return size + "B";
  }
}
