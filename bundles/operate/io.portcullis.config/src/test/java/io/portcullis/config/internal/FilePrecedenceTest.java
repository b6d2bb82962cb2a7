// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePrecedenceTest {
  private static final String MODE = "io.portcullis.mode";

  /** As File Install's own: the last file counts, and with any of them the configuration goes. */
  private static final class LastWins implements ArtifactInstaller {
    final Map<String, String> configurations = new HashMap<>();

    @Override
    public boolean canHandle(File file) {
      return file.getName().endsWith(".cfg") || file.getName().endsWith(".config");
    }

    @Override
    public void install(File file) throws IOException {
      configurations.put(pid(file), Files.readString(file.toPath()));
    }

    @Override
    public void update(File file) throws IOException {
      install(file);
    }

    @Override
    public void uninstall(File file) {
      configurations.remove(pid(file));
    }

    private static String pid(File file) {
      return file.getName().substring(0, file.getName().lastIndexOf('.'));
    }
  }

  @TempDir Path home;
  private final LastWins installer = new LastWins();
  private FilePrecedence precedence;
  private File etc;
  private File deployed;

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(home.resolve("etc"));
    Files.createDirectories(home.resolve("deploy"));
    etc = home.resolve("etc/" + MODE + ".cfg").toFile();
    deployed = home.resolve("deploy/" + MODE + ".cfg").toFile();
    precedence = new FilePrecedence(home.resolve("etc").toFile(), installer);
  }

  private static File write(File file, String text) throws IOException {
    Files.writeString(file.toPath(), text);
    return file;
  }

  private void remove(File file) throws Exception {
    Files.delete(file.toPath());
    precedence.uninstall(file);
  }

  private void assertInForce(String text) {
    assertThat(installer.configurations).isEqualTo(Map.of(MODE, text));
  }

  @Test
  void mainFolderCountsWhateverIsDroppedChangedOrRemovedElsewhere() throws Exception {
    precedence.install(write(etc, "enforce"));
    precedence.install(write(deployed, "observe"));
    assertInForce("enforce");
    precedence.update(write(deployed, "disabled"));
    assertInForce("enforce");
    precedence.update(write(etc, "enforce 2"));
    assertInForce("enforce 2");
    remove(deployed);
    assertInForce("enforce 2");
    assertThat(etc).exists();
    remove(etc);
    assertThat(installer.configurations).isEmpty();
  }

  @Test
  void mainFolderCountsInEitherOrder() throws Exception {
    precedence.install(write(deployed, "observe"));
    assertInForce("observe");
    precedence.install(write(etc, "enforce"));
    assertInForce("enforce");
    remove(deployed);
    assertInForce("enforce");
  }

  @Test
  void otherFileCountsOnceTheMainOneIsGone() throws Exception {
    precedence.install(write(etc, "enforce"));
    precedence.install(write(deployed, "observe"));
    remove(etc);
    assertInForce("observe");
    remove(deployed);
    assertThat(installer.configurations).isEmpty();
  }

  @Test
  void mainFileThatWasNotHeardOfYetCounts() throws Exception {
    write(etc, "enforce");
    precedence.install(write(deployed, "observe"));
    assertInForce("enforce");
    remove(deployed);
    assertInForce("enforce");
  }

  @Test
  void plainFileCountsBeforeATypedOne() throws Exception {
    File typed = home.resolve("etc/" + MODE + ".config").toFile();
    precedence.install(write(typed, "typed"));
    precedence.install(write(etc, "plain"));
    assertInForce("plain");
    precedence.update(write(typed, "typed 2"));
    assertInForce("plain");
    remove(etc);
    assertInForce("typed 2");
  }

  @Test
  void fileThatCountsForNothingIsReportedWhileItExists() throws Exception {
    precedence.install(write(etc, "enforce"));
    assertThat(precedence.findings()).isEmpty();
    precedence.install(write(deployed, "observe"));
    assertThat(precedence.findings())
        .containsExactly(
            ConfigurationFinding.critical(
                "%s is ignored: %s counts; remove one of them".formatted(deployed, etc)));
    remove(deployed);
    assertThat(precedence.findings()).isEmpty();
  }
}
