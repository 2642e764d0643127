package io.spillway.gateway.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a scrape showed, read by a slow and obvious parser. */
record ScrapedText(Map<String, Double> series, Map<String, String> types) {
  private static final Pattern LINE = Pattern.compile("([a-zA-Z_:]+)(\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  static ScrapedText of(Meters meters) {
    var series = new LinkedHashMap<String, Double>();
    var types = new TreeMap<String, String>();
    for (String line : meters.scrape().lines().toList()) {
      var words = line.split(" ", -1);
      if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else if (!line.startsWith("#")) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches()) {
          throw new AssertionError("not a sample: " + line);
        }
        String labels = matcher.group(3) == null ? "" : matcher.group(3);
        series.put(matcher.group(1) + sorted(labels), Double.valueOf(matcher.group(4)));
      }
    }
    return new ScrapedText(series, types);
  }

  /** The value of {@code name{label="value",…}}, labels in the order of the alphabet, or null. */
  Double value(String name) {
    return series.get(name);
  }

  /** The label names with which a meter's series appear, each combination once. */
  TreeSet<String> labelNames(String family) {
    var names = new TreeSet<String>();
    for (String key : series.keySet()) {
      String name = key.contains("{") ? key.substring(0, key.indexOf('{')) : key;
      if (name.equals(family) || name.equals(family + "_count")) {
        var found = new ArrayList<String>();
        LABEL.matcher(key).results().forEach(label -> found.add(label.group(1)));
        names.add(String.join(",", found));
      }
    }
    return names;
  }

  List<String> containing(String text) {
    return series.keySet().stream().filter(key -> key.contains(text)).toList();
  }

  private static String sorted(String labels) {
    var found = new TreeSet<String>();
    LABEL.matcher(labels).results().forEach(label -> found.add(label.group()));
    return found.isEmpty() ? "" : "{" + String.join(",", found) + "}";
  }
}
