// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.launcher.failure.LaunchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedPathsTest {
  private static final int NOBODY = 65_534;

  @TempDir Path folder;
  Home home;

  @BeforeEach
  void makeHome() throws IOException {
    folder = folder.toRealPath();
    home = new Home(folder.resolve("dist"), folder.resolve("home"));
    for (String name : new String[] {"dist/lib", "dist/bin", "home/etc/policies", "home/deploy"}) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.createDirectories(folder.resolve("home/data/cache"));
    Files.writeString(folder.resolve("dist/lib/launcher.jar"), "code");
    Files.writeString(folder.resolve("home/etc/io.portcullis.mode.cfg"), "mode = enforce");
    Files.writeString(folder.resolve("home/deploy/mine.jar"), "code");
    try (var all = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        mode(each, Files.isDirectory(each) ? "rwxr-xr-x" : "rw-r--r--");
      }
    }
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private void check() throws LaunchException {
    TrustedPaths.ofThisUser().check(home);
  }

  private void assertRefused(Path path, String advice) {
    assertThatThrownBy(this::check)
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith(path + " ")
        .hasMessageEndingWith(advice + path);
  }

  @Test
  void acceptsWhatAnArchiveUnpacks() {
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void acceptsAHomeThatDoesNotExistYet() {
    home = new Home(home.distribution(), folder.resolve("new/home"));
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "home",
        "home/etc",
        "home/etc/policies",
        "home/deploy",
        "home/data",
        "home/data/cache",
        "dist",
        "dist/bin",
        "dist/lib"
      })
  void refusesAFolderThatOthersCanWriteTo(String name) throws IOException {
    mode(folder.resolve(name), "rwxrwxr-x");
    assertRefused(folder.resolve(name), "run: chmod go-w ");
    mode(folder.resolve(name), "rwxr-xrwx");
    assertRefused(folder.resolve(name), "run: chmod go-w ");
  }

  @ParameterizedTest
  @CsvSource({
    "home/etc/io.portcullis.mode.cfg,rw-rw-r--",
    "home/deploy/mine.jar,rw-r--rw-",
    "dist/lib/launcher.jar,rw-rw-rw-"
  })
  void refusesAFileThatOthersCanWriteTo(String name, String mode) throws IOException {
    mode(folder.resolve(name), mode);
    assertRefused(folder.resolve(name), "run: chmod go-w ");
  }

  @Test
  void acceptsAnyModeBehindAFolderThatOthersCannotEnter() throws IOException {
    mode(folder.resolve("home/etc/io.portcullis.mode.cfg"), "rw-rw-rw-");
    mode(folder.resolve("home/etc"), "rwx------");
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void refusesALinkToAPlaceThatOthersCanWriteTo() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path policies = Files.createDirectory(elsewhere.resolve("policies"));
    mode(policies, "rwxr-xr-x");
    Files.createSymbolicLink(folder.resolve("home/etc/more"), policies);
    mode(elsewhere, "rwxr-xr-x");
    assertThatCode(this::check).doesNotThrowAnyException();
    mode(elsewhere, "rwxrwxr-x");
    assertRefused(elsewhere, "run: chmod go-w ");
    mode(elsewhere, "rwxr-xr-x");
    mode(policies, "rwxrwxrwx");
    assertRefused(policies, "run: chmod go-w ");
  }

  @Test
  void refusesAFolderAboveInWhichOthersCanReplaceTheHome() throws IOException {
    Path above = Files.createDirectories(folder.resolve("above"));
    home = new Home(home.distribution(), above.resolve("home"));
    mode(above, "rwxrwxrwx");
    assertRefused(above, "run: chmod o-w ");
  }

  @Test
  void acceptsAFolderAboveThatIsSticky() throws IOException {
    Path above = Files.createDirectories(folder.resolve("above"));
    Files.setAttribute(above, "unix:mode", 01777);
    home = new Home(home.distribution(), above.resolve("home"));
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void endsOnLinksInACircle() throws IOException {
    Files.createSymbolicLink(folder.resolve("home/etc/again"), folder.resolve("home/etc"));
    Files.createSymbolicLink(folder.resolve("home/etc/itself"), folder.resolve("home/etc/itself"));
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"home", "home/etc/io.portcullis.mode.cfg", "home/deploy", "home/data"})
  void refusesWhatBelongsToAnotherUser(String name) throws Exception {
    Path path = folder.resolve(name);
    long user = ((Number) Files.getAttribute(path, "unix:uid")).longValue();
    if (user == 0) {
      Files.setAttribute(path, "unix:uid", NOBODY);
    } else {
      home = new Home(folder.resolve("none"), home.directory());
      user = NOBODY;
    }
    TrustedPaths places = new TrustedPaths(user);
    assertThatThrownBy(() -> places.check(home))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("belongs to another user")
        .hasMessageContaining("run: chown " + user);
  }

  @Test
  void trustsTheOwnerOfTheDistribution() throws Exception {
    long user = ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
    new TrustedPaths(user + NOBODY).check(home);
    assertThat(home.etc()).isDirectory();
  }
}
