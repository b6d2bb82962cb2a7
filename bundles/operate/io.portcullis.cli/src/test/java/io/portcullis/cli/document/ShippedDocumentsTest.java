// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedDocumentsTest {
  @TempDir private Path folder;

  @Test
  void completionPrintsTheShippedScripts() throws Exception {
    ShippedDocuments.main(new String[] {folder.toString()});
    for (String[] shell : new String[][] {{"bash", "portcullis.bash"}, {"zsh", "_portcullis"}}) {
      Run run = Run.of("completion", shell[0]);
      assertThat(run.code()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .isEqualTo(Files.readAllLines(folder.resolve("completion").resolve(shell[1])));
    }
  }

  @Test
  void zshScriptNamesTheProgramInItsFirstLine() {
    assertThat(Run.of("completion", "zsh").out().get(0)).isEqualTo("#compdef portcullis");
  }

  @Test
  void scriptsKnowCommandsOptionsAndValues() {
    assertThat(String.join("\n", Run.of("completion", "bash").out()))
        .contains("journal", "verify", "'--allow-unsigned'", "'--batch'", "network_call", "observe")
        .contains("ctl", "reinstate", "'--token-file'")
        .doesNotContain(" null");
  }

  @Test
  void completionRefusesOtherShells() {
    for (String[] words :
        List.of(
            new String[] {"completion"},
            new String[] {"completion", "fish"},
            new String[] {"completion", "bash", "zsh"})) {
      Run run = Run.of(words);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().get(0)).startsWith("portcullis: completion ");
    }
  }

  @Test
  void everyCommandHasAManPage() throws Exception {
    ShippedDocuments.write(folder);
    Path pages = folder.resolve("man/man1");
    assertThat(pages.resolve("portcullis.1")).isNotEmptyFile();
    assertThat(pages.resolve("portcullis-ctl-approve.1")).isNotEmptyFile();
    assertThat(Files.readString(pages.resolve("portcullis-journal-verify.1")))
        .contains(
            ".TH PORTCULLIS\\-JOURNAL\\-VERIFY 1\n",
            ".SH NAME\nportcullis\\-journal\\-verify \\- Reports",
            "portcullis journal verify FILE|DIR [OPTIONS]\n",
            ".B \\-\\-key FILE\n",
            ".SH EXIT STATUS\n.TP\n.B 0\n");
  }
}
