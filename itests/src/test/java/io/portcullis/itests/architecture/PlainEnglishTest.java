// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Comments, documentation and messages contain none of the phrases in {@code worn-phrases.txt}. */
class PlainEnglishTest {
  private static final Path LIST =
      Path.of("src/test/java/io/portcullis/itests/architecture/worn-phrases.txt");
  private static final Set<String> ENDINGS =
      Set.of("bnd", "cfg", "java", "json", "md", "properties", "proto", "sh", "svg", "xml", "yaml");

  private static final List<String> PHRASES =
      SourceTree.read(LIST)
          .lines()
          .filter(line -> !line.isBlank() && line.charAt(0) != '#')
          .toList();

  @Test
  void noFileContainsWornOutPhrase() {
    ProseScanner scanner = new ProseScanner(PHRASES);
    List<Path> files = SourceTree.files(PlainEnglishTest::isRead);
    assertThat(files).hasSizeGreaterThan(1_000);
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      String text = SourceTree.read(file);
      List<String> here = ending(file).equals("java") ? scanner.scanJava(text) : scanner.scan(text);
      here.forEach(hit -> found.add(SourceTree.ROOT.relativize(file) + ":" + hit));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void findsPhraseThatContinuesOnNextLine() {
    ProseScanner scanner = new ProseScanner(List.of("old phrase"));
    assertThat(scanner.scanJava("class A {\n  /** An old\n   * phrase. */\n}\n"))
        .containsExactly("2: old phrase");
    assertThat(scanner.scanJava("log(\"an Old \"\n  + \"phrase\");\n"))
        .containsExactly("1: old phrase");
    assertThat(scanner.scan("# an old\n# phrase\n")).containsExactly("1: old phrase");
  }

  @Test
  void ignoresCodeAndSeparateLiterals() {
    ProseScanner scanner = new ProseScanner(List.of("old phrase", "old"));
    assertThat(scanner.scanJava("int old = '\"'; call(phrase, \"an\");\n")).isEmpty();
    ProseScanner pair = new ProseScanner(List.of("old phrase"));
    assertThat(pair.scanJava("call(\"old\", \"phrase\");\n")).isEmpty();
  }

  private static boolean isRead(Path file) {
    return ENDINGS.contains(ending(file));
  }

  /** The file name's extension; a script without one counts as a shell script. */
  private static String ending(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "sh" : name.substring(dot + 1);
  }
}
