// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.portcullis.cli.Run;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds the schema against the reader of documents, so that they cannot drift. */
class PolicySchemaTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final PolicyLoader LOADER = new PolicyLoader(); // keeps compiled expressions
  private static final String ODD = "unknownKey";
  private static final Pattern KNOWN_KEYS =
      Pattern.compile("unknown key '" + ODD + "'.*?; known keys: ([^;]*)", Pattern.DOTALL);
  private static final Pattern FENCE =
      Pattern.compile("^```ya?ml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Path ROOT = root();

  private final JsonNode schemaTree = MAPPER.readTree(printed());
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(printed());

  private static String printed() {
    Run run = Run.of("policy", "schema");
    assertThat(run.code()).isZero();
    return String.join("\n", run.out());
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs").resolve("policies.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** A load that fails keeps no expressions, so the first one must not. */
  @BeforeAll
  static void keepExpressions() throws IOException {
    assertThat(problems(everyKey())).isEmpty();
  }

  /** A document that has every key. */
  private static ObjectNode everyKey() throws IOException {
    try (InputStream in = PolicySchemaTest.class.getResourceAsStream("every-key.json")) {
      return (ObjectNode) MAPPER.readTree(in);
    }
  }

  private List<String> errors(JsonNode document) {
    return schema.validate(document).stream().map(Object::toString).toList();
  }

  /** JSON is YAML, so the reader takes the same text. */
  private static List<String> problems(JsonNode document) {
    try {
      LOADER.parse("p.yaml", document.toString().getBytes(UTF_8));
      return List.of();
    } catch (PolicyException e) {
      return e.problems().stream().map(PolicyProblem::message).toList();
    }
  }

  /** Follows a reference inside the schema. */
  private JsonNode resolved(JsonNode part) {
    String name = part.path("$ref").asString("").replace("#/$defs/", "");
    return name.isEmpty() ? part : schemaTree.path("$defs").path(name);
  }

  /** Receives a value of the document with its part of the schema. */
  private interface Visitor {
    void visit(JsonNode value, JsonNode part, String pointer);
  }

  private void walk(JsonNode value, JsonNode unresolved, String pointer, Visitor visitor) {
    JsonNode part = resolved(unresolved);
    visitor.visit(value, part, pointer);
    if (value.isObject()) {
      value.forEachEntry(
          (key, inside) -> {
            JsonNode named = part.path("properties").path(key);
            JsonNode inner = named.isMissingNode() ? part.path("additionalProperties") : named;
            walk(inside, inner, pointer + "/" + key, visitor);
          });
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        walk(value.get(i), part.path("items"), pointer + "/" + i, visitor);
      }
    }
  }

  private List<String> pointers(boolean objects) throws IOException {
    List<String> pointers = new ArrayList<>();
    walk(
        everyKey(),
        schemaTree,
        "",
        (value, part, pointer) -> {
          if (value.isObject() ? objects && part.has("properties") : !objects) {
            pointers.add(pointer);
          }
        });
    return pointers;
  }

  private static ObjectNode replaced(String pointer, JsonNode value) throws IOException {
    ObjectNode document = everyKey();
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = document.at(pointer.substring(0, slash));
    String key = pointer.substring(slash + 1);
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(key), value);
    } else {
      ((ObjectNode) parent).set(key, value);
    }
    return document;
  }

  @Test
  void schemaIsValidAgainstItsMetaSchema() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}");
    assertThat(meta.validate(schemaTree)).isEmpty();
    assertThat(schemaTree.path("$schema").asString())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
  }

  @Test
  void readerAndSchemaAcceptADocumentWithEveryKey() throws IOException {
    assertThat(errors(everyKey())).isEmpty();
    assertThat(problems(everyKey())).isEmpty();
  }

  @Test
  void readerAndSchemaKnowTheSameKeys() throws IOException {
    List<String> objects = pointers(true);
    assertThat(objects).hasSizeGreaterThan(15);
    for (String pointer : objects) {
      ObjectNode document = everyKey();
      ((ObjectNode) document.at(pointer)).put(ODD, "x");
      assertThat(errors(document)).as(pointer).isNotEmpty();
      assertThat(knownKeys(document)).as(pointer).isEqualTo(keysOfSchema(pointer));
    }
  }

  private static Set<String> knownKeys(JsonNode document) {
    String problems = String.join("\n", problems(document));
    Matcher matcher = KNOWN_KEYS.matcher(problems);
    assertThat(matcher.find()).as(problems).isTrue();
    return new TreeSet<>(List.of(matcher.group(1).split("\n", 2)[0].split(", ")));
  }

  private Set<String> keysOfSchema(String wanted) throws IOException {
    Set<String> keys = new TreeSet<>();
    walk(
        everyKey(),
        schemaTree,
        "",
        (value, part, pointer) -> {
          if (pointer.equals(wanted)) {
            keys.addAll(part.path("properties").propertyNames());
          }
        });
    return keys;
  }

  @Test
  void documentWithEveryKeyHasEveryKeyOfTheSchema() throws IOException {
    Set<String> used = new TreeSet<>();
    Set<String> known = new TreeSet<>();
    walk(
        everyKey(),
        schemaTree,
        "",
        (value, part, pointer) -> {
          String where = pointer.replaceAll("/[0-9]+", "/n");
          if (value.isObject() && part.has("properties")) {
            value.propertyNames().forEach(key -> used.add(where + "/" + key));
            part.path("properties").propertyNames().forEach(key -> known.add(where + "/" + key));
          }
        });
    assertThat(used).isEqualTo(known);
  }

  @Test
  void readerAndSchemaRefuseValuesOfAnotherType() throws IOException {
    List<JsonNode> odd =
        List.of(
            MAPPER.readTree("null"),
            MAPPER.readTree("[[1]]"),
            MAPPER.readTree("\" \""),
            MAPPER.readTree("-1"));
    List<String> pointers = pointers(false);
    for (int i = 0; i < pointers.size(); i++) {
      String pointer = pointers.get(i);
      JsonNode value = odd.get(i % odd.size());
      ObjectNode document = replaced(pointer, value);
      boolean valid = errors(document).isEmpty();
      List<String> problems = problems(document);
      assertThat(valid && !problems.isEmpty())
          .as(pointer + " = " + value + ": " + problems)
          .isEqualTo(isOnlyForTheReader(pointer, value));
      assertThat(!valid && problems.isEmpty())
          .as(pointer + " = " + value + ": " + errors(document))
          .isFalse();
    }
  }

  /** Expressions, time zones and texts are more than a schema can check. */
  private static boolean isOnlyForTheReader(String pointer, JsonNode value) {
    return value.isString() && pointer.matches(".*/(when|sum|limit|timezone)");
  }

  @Test
  void readerAcceptsEachWordOfTheSchema() throws IOException {
    List<String> words = new ArrayList<>();
    List<ObjectNode> documents = new ArrayList<>();
    walk(
        everyKey(),
        schemaTree,
        "",
        (value, part, pointer) -> {
          for (JsonNode word : words(part)) {
            words.add(pointer + " = " + word);
            documents.add(withWord(pointer, word));
          }
        });
    assertThat(words).hasSizeGreaterThan(50);
    for (int i = 0; i < words.size(); i++) {
      assertThat(errors(documents.get(i))).as(words.get(i)).isEmpty();
      assertThat(problems(documents.get(i))).as(words.get(i)).isEmpty();
    }
  }

  private static List<JsonNode> words(JsonNode part) {
    List<JsonNode> words = new ArrayList<>();
    part.path("enum").forEach(words::add);
    part.path("anyOf").forEach(each -> each.path("enum").forEach(words::add));
    return words;
  }

  private static ObjectNode withWord(String pointer, JsonNode word) {
    try {
      ObjectNode document = replaced(pointer, word);
      if (pointer.endsWith("/effect")) { // each effect has its own keys
        ObjectNode rule = (ObjectNode) document.at(pointer.replace("/effect", ""));
        rule.remove(List.of("redact", "approvers", "timeout", "message"));
      }
      if (pointer.contains("/actions/")) { // 'args' is about all actions but results
        ((ObjectNode) document.at(pointer.replaceAll("/actions/.*", "")))
            .remove(List.of("when", "sum"));
      }
      return document;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: a, effect: allow, approvers: [x]}",
        "{name: a, effect: allow, timeout: 1h}",
        "{name: a, effect: allow, message: x}",
        "{name: a, effect: deny, redact: [/a]}",
        "{name: a, effect: deny, approvers: [x]}",
        "{name: a, effect: ask, redact: [a]}",
        "{name: a, effect: ask, timeout: 1 hour}",
        "{name: a, effect: ask, approvers: []}",
        "{name: a, effect: alow}",
        "{name: a, effect: allow, tools: []}",
        "{name: a, effect: allow, tools: t}",
        "{name: a, effect: allow, actions: [tool]}",
        "{effect: allow}",
        "{name: a}",
        "{name: ' a', effect: allow}"
      })
  void readerAndSchemaRefuseTheSameRules(String rule) {
    JsonNode document = document("apiVersion: portcullis/v1\nspec: {rules: [" + rule + "]}");
    assertThat(errors(document)).isNotEmpty();
    assertThat(problems(document)).isNotEmpty();
  }

  private static JsonNode document(String yaml) {
    Object value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return MAPPER.valueToTree(value);
  }

  /** The policies of the repository: pages, examples, and what the distribution ships. */
  private static Stream<String> policies() throws IOException {
    List<Path> roots =
        List.of(
            ROOT.resolve("docs"),
            ROOT.resolve("README.md"),
            ROOT.resolve("examples"),
            ROOT.resolve("runtime-distribution").resolve("src").resolve("main"));
    List<String> texts = new ArrayList<>();
    for (Path each : roots) {
      try (Stream<Path> files = Files.walk(each)) {
        for (Path file : files.filter(PolicySchemaTest::isText).sorted().toList()) {
          add(file, texts);
        }
      }
    }
    return texts.stream().filter(text -> text.contains("apiVersion: portcullis/v1"));
  }

  private static boolean isText(Path file) {
    return file.toString().matches(".*\\.(md|ya?ml)") && !file.toString().contains("target");
  }

  private static void add(Path file, List<String> texts) throws IOException {
    String text = Files.readString(file);
    if (!file.toString().endsWith(".md")) {
      texts.add(text);
      return;
    }
    Matcher matcher = FENCE.matcher(text);
    while (matcher.find()) {
      texts.add(matcher.group(1));
    }
  }

  @Test
  void repositoryHasManyPolicies() throws IOException {
    assertThat(policies().count()).isGreaterThan(30);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void policyOfTheRepositoryIsValid(String yaml) {
    assertThat(errors(document(yaml))).isEmpty();
  }

  @Test
  void commandHasNoArguments() {
    assertThat(Run.of("policy", "schema", "x").code()).isEqualTo(2);
  }
}
