package io.spillway.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Turns YAML text into {@link YamlNode}s. No object is ever built from a tag, no key may be given
 * twice, and aliases are followed only until the document, written out, reaches {@value #NODES_MAX}
 * nodes or {@value #DEPTH_MAX} levels: a few lines that expand to gigabytes, or into themselves,
 * are refused.
 */
final class YamlTree {
  /** Longest text, in characters. */
  static final int LENGTH_MAX = 4 * 1024 * 1024;

  private static final int NODES_MAX = 200_000;
  private static final int DEPTH_MAX = 32;
  private static final int PROBLEMS_MAX = 1000;
  private static final String VALID = "valid YAML";
  private static final Set<Tag> TAGS =
      Set.of(
          Tag.MAP,
          Tag.SEQ,
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MERGE,
          new Tag("!"));

  private final List<Problem> problems = new ArrayList<>();
  private int nodes;

  private YamlTree() {}

  /** The outcome of parsing. */
  sealed interface Parsed {
    /** The document. */
    record Document(YamlNode root) implements Parsed {}

    /** Not a document; at least one problem. */
    record Broken(List<Problem> problems) implements Parsed {}
  }

  /** Parses one document; an empty one is {@link YamlNode.Nothing}. */
  static Parsed parse(String text) {
    if (text.length() > LENGTH_MAX) {
      return broken("the file", text.length() + " characters", "at most " + LENGTH_MAX);
    }
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    var options = new LoaderOptions();
    options.setCodePointLimit(LENGTH_MAX);
    options.setNestingDepthLimit(DEPTH_MAX);
    options.setMaxAliasesForCollections(1000);
    try {
      var parser = new ParserImpl(new StreamReader(content), options);
      Node root = new Composer(parser, new Resolver(), options).getSingleNode();
      var tree = new YamlTree();
      YamlNode converted = root == null ? new YamlNode.Nothing() : tree.convert("", root, 0);
      return tree.problems.isEmpty()
          ? new Parsed.Document(converted)
          : new Parsed.Broken(tree.problems);
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      String place = mark == null ? "the file" : place(mark.getLine() + 1, mark.getColumn() + 1);
      return broken(place, withoutContent(e.getProblem()), VALID);
    } catch (ReaderException e) {
      return broken(place(content, e.getPosition()), "a character YAML forbids", VALID);
    } catch (YAMLException e) {
      return broken("the file", "too deep or too many aliases", VALID + " without such tricks");
    }
  }

  private static Parsed broken(String path, String value, String expected) {
    return new Parsed.Broken(List.of(new Problem(path, value, expected)));
  }

  /** The parser quotes names out of the text; an unquoted password can look like one. */
  private static String withoutContent(@Nullable String problem) {
    if (problem == null) {
      return "broken YAML";
    }
    if (problem.startsWith("found undefined alias")) {
      return "a value that starts with * and is not quoted";
    }
    if (problem.startsWith("found undefined tag handle")) {
      return "a value that starts with ! and is not quoted";
    }
    if (problem.startsWith("found duplicate anchor")) {
      return "a value that starts with & and is not quoted";
    }
    return Shown.value(problem);
  }

  private static String place(int line, int column) {
    return "line " + line + ", column " + column;
  }

  private static String place(String text, int position) {
    String before = text.substring(0, Math.clamp(position, 0, text.length()));
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    return place((int) line, before.length() - before.lastIndexOf('\n'));
  }

  private YamlNode convert(String path, Node node, int depth) {
    if (++nodes > NODES_MAX || depth > DEPTH_MAX) {
      throw new YAMLException("the document is too large or contains itself");
    }
    if (!TAGS.contains(node.getTag())) {
      problem(path, "a tag (a word after !)", "no tags; quote a value that starts with !");
      return new YamlNode.Nothing();
    }
    return switch (node) {
      case MappingNode mapping -> mapping(path, mapping, depth);
      case SequenceNode sequence -> sequence(path, sequence, depth);
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new YamlNode.Nothing();
      case ScalarNode scalar -> new YamlNode.Scalar(scalar.getValue());
      default -> throw new YAMLException("an unknown kind of node");
    };
  }

  private YamlNode sequence(String path, SequenceNode sequence, int depth) {
    var items = new ArrayList<YamlNode>();
    for (Node item : sequence.getValue()) {
      items.add(convert(Shown.item(path, items.size()), item, depth + 1));
    }
    return new YamlNode.Sequence(items);
  }

  private YamlNode mapping(String path, MappingNode mapping, int depth) {
    var entries = new LinkedHashMap<String, YamlNode>();
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problem(path, tuple.getKeyNode().getNodeId() + " as a key", "a word as a key");
        continue;
      }
      String name = key.getValue();
      int line = key.getStartMark().getLine() + 1;
      Integer first = lines.putIfAbsent(name, line);
      String place = Shown.key(path, name);
      if (first != null) {
        problem(place, "given on line " + first + " and on line " + line, "once");
      }
      entries.put(name, convert(place, tuple.getValueNode(), depth + 1));
    }
    return new YamlNode.Mapping(entries);
  }

  private void problem(String path, String value, String expected) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(new Problem(path.isEmpty() ? "the file" : path, value, expected));
    }
  }
}
