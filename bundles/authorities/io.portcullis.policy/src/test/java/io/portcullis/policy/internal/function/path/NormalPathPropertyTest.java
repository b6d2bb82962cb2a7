// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.Sizes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random paths and mutations of them, against a straightforward reading and lenient programs. */
class NormalPathPropertyTest {

  private static final List<String> PIECES =
      List.of(
          "/",
          "/",
          "/",
          "/",
          "/",
          "..",
          "..",
          ".",
          "a",
          "box",
          "w",
          "b c",
          ".env",
          "~",
          "~root",
          "%2e",
          "%2f",
          "%",
          "\\",
          "\"",
          "'",
          " ",
          "\u00a0",
          "\uff0e",
          "\uff0f",
          "\u2025",
          "\u200b",
          "\ufeff",
          "\u202e",
          "\0",
          "\n",
          "u\u0308",
          "\u00fc",
          "\ud83d\ude00",
          "\ud83d",
          ":",
          "file:",
          "$HOME",
          "*",
          "...",
          ";",
          "?");

  /** What programs do with a path before they open it. */
  private static final List<UnaryOperator<String>> PROGRAMS =
      List.of(
          path -> path,
          String::strip,
          path -> path.strip().replaceAll("^[\"']|[\"']$", ""),
          path -> path.replace('\\', '/'),
          path -> Normalizer.normalize(path, Normalizer.Form.NFKC),
          path -> Normalizer.normalize(path, Normalizer.Form.NFD),
          path -> path.replaceAll("^~[a-z]*", "/root"),
          path -> path.replaceAll("(^|.*/)~[a-z]*", "/root"),
          path -> path.replaceAll("\\p{Cf}|\\p{Cc}", ""),
          path -> path.indexOf('\0') < 0 ? path : path.substring(0, path.indexOf('\0')),
          path -> path.replaceFirst("^file:", ""),
          NormalPathPropertyTest::decoded);

  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  /** The definition: names between slashes, from the left to the right. */
  private static String reference(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return "/" + String.join("/", names);
  }

  private static @Nullable NormalPath accepted(String path) {
    try {
      return NormalPath.of(path);
    } catch (FunctionException e) {
      return null;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void normalFormAgreesWithTheDefinition(long seed) throws Exception {
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < Sizes.rounds(5_000, 200_000); i++) {
      String path = "/" + text(random, random.nextInt(8));
      NormalPath normal = accepted(path);
      if (normal != null) {
        accepted++;
        assertThat(normal).as(path).hasToString(reference(path));
        assertThat(normal.toString()).isEqualTo(Path.of(path).normalize().toString());
        assertThat(NormalPath.of(normal.toString())).isEqualTo(normal);
      }
    }
    assertThat(accepted).isGreaterThan(Sizes.rounds(1_000, 40_000));
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void relativePathIsThePathBehindItsDirectory(long seed) throws Exception {
    Random random = new Random(seed);
    NormalPath directory = NormalPath.of("/w/box");
    int accepted = 0;
    for (int i = 0; i < Sizes.rounds(5_000, 200_000); i++) {
      String path = text(random, 1 + random.nextInt(4));
      NormalPath joined = accepted("/w/box/" + path);
      try {
        NormalPath normal = NormalPath.of(path, directory);
        assertThat(normal).as(path).isEqualTo(path.startsWith("/") ? accepted(path) : joined);
        accepted++;
      } catch (FunctionException e) {
        // A blank, a quote or a colon in front matters only to a relative path.
        assertThat(joined == null || path.matches("(?s)[\"'\\s\\h].*|[^/]*:.*|/.*"))
            .as(path)
            .isTrue();
      }
    }
    assertThat(accepted).isGreaterThan(Sizes.rounds(1_000, 40_000));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void noProgramLeavesTheFence(long seed) throws Exception {
    Random random = new Random(seed);
    NormalPath fence = NormalPath.of("/w/box");
    int within = 0;
    for (int i = 0; i < Sizes.rounds(5_000, 200_000); i++) {
      String path = mutated(random, "/w/box/" + text(random, random.nextInt(4)));
      NormalPath normal = accepted(path);
      if (normal != null && normal.within(fence)) {
        within++;
        for (UnaryOperator<String> program : PROGRAMS) {
          String opened = reference(program.apply(path));
          assertThat(opened + "/").as(path).startsWith("/w/box/");
        }
      }
    }
    assertThat(within).isGreaterThan(Sizes.rounds(500, 20_000));
  }

  private static String text(Random random, int pieces) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      out.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return out.toString();
  }

  private static String mutated(Random random, String path) {
    StringBuilder out = new StringBuilder(path);
    for (int i = random.nextInt(3); i > 0 && out.length() > 0; i--) {
      int at = random.nextInt(out.length());
      if (random.nextBoolean()) {
        out.deleteCharAt(at);
      }
      out.insert(at, text(random, random.nextInt(3)));
    }
    return out.toString();
  }
}
