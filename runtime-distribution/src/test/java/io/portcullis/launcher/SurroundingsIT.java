// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.Distribution.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts under an unusual umask, locale or user. */
class SurroundingsIT {
  @TempDir Path folder;

  private Path script(String name, String text) throws IOException {
    Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\nset -e\n" + text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  @Test
  void homeMadeUnderAnOpenUmaskIsWritableForItsOwnerOnly() throws Exception {
    Path home = folder.resolve("home");
    Path open =
        script("open", "umask 000\nexec " + Distribution.built() + "/bin/portcullis \"$@\"\n");
    try (Distribution distribution = Distribution.withHome(home)) {
      Process container = distribution.start(open, "run");
      assertThat(Distribution.firstLine(container)).startsWith("portcullis: ready");
      for (String name : List.of("", "etc", "deploy", "data")) {
        assertThat(mode(home.resolve(name))).as(name).isEqualTo("rwx------");
      }
      assertThat(writableByOthers(home)).isEmpty();
      Distribution.terminate(container);
      Distribution.finish(container);
      Process again = distribution.start(open, "run");
      assertThat(Distribution.firstLine(again)).startsWith("portcullis: ready");
    }
  }

  @Test
  void homeThatOthersCanWriteToDoesNotStart() throws Exception {
    Path deploy = Files.createDirectories(folder.resolve("home/deploy"));
    Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (Distribution distribution = Distribution.withHome(folder.resolve("home"))) {
      Finished refused = distribution.run("run");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .contains("portcullis: " + deploy.toRealPath() + " can be written by other users")
          .endsWith("run: chmod go-w " + deploy.toRealPath() + "\n");
      assertThat(folder.resolve("home/etc")).doesNotExist();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<Path> writableByOthers(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(SurroundingsIT::isWritableByOthers).toList();
    }
  }

  private static boolean isWritableByOthers(Path path) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      return mode.contains(PosixFilePermission.GROUP_WRITE)
          || mode.contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException e) {
      return false; // it has gone meanwhile
    }
  }

  /** The name of the folder has the letters z with a dot and o with an acute. */
  @ParameterizedTest
  @ValueSource(
      strings = {"LC_ALL=xx_XX.UTF-8", "LANG=xx_XX.utf8", "LC_ALL=C", "LC_CTYPE=de_DE.ISO-8859-1"})
  void startsFromAPathThatIsNotAsciiUnderAnyLocale(String locale) throws Exception {
    Path script =
        script(
            "elsewhere",
            """
            place='%s/'$(printf '\\305\\274\\303\\263')
            mkdir -p "$place"
            cd '%s'
            cp -R bin etc features "$place"
            ln -s "$PWD/lib" "$PWD/repository" "$place"
            unset LC_ALL LC_CTYPE LANG PORTCULLIS_HOME
            export %s
            "$place/bin/portcullis" check --policy "$place/etc/policies" --tool x && exit 1
            echo 'mode = observe' >"$place/etc/io.portcullis.mode.cfg"
            trap 'rm -rf "$place"' EXIT
            "$place/bin/portcullis" demo
            """
                .formatted(folder, Distribution.built(), locale));
    try (Distribution distribution = Distribution.withHome(folder.resolve("home"))) {
      Finished demo = Distribution.finish(distribution.start(script));
      assertThat(demo.exitCode()).as(demo.out() + demo.err()).isZero();
      assertThat(demo.out()).contains("\"verdict\":\"deny\"");
    }
  }
}
