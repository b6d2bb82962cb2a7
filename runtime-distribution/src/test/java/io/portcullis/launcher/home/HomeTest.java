// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.launcher.container.Launcher;
import io.portcullis.launcher.control.ControlSocketPath;
import io.portcullis.launcher.failure.HomeInUseException;
import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.plan.ConfigurationFiles;
import io.portcullis.launcher.plan.FrameworkSettings;
import io.portcullis.launcher.plan.LaunchRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  private static final int UNDER_LIMIT = 104;

  @TempDir Path folder;
  Home home;

  @BeforeEach
  void shipConfiguration() throws IOException {
    Path etc = Files.createDirectories(folder.resolve("dist/etc/policies"));
    Files.writeString(etc.resolve("starter.yaml"), "shipped");
    Files.writeString(etc.resolveSibling("framework.properties"), "portcullis.features = core");
    home = new Home(folder.resolve("dist"), folder.resolve("home"));
  }

  private void settings(String text) throws IOException {
    Files.createDirectories(home.etc());
    Files.writeString(home.etc().resolve("framework.properties"), text);
  }

  @Nested
  class Preparing {
    @Test
    void copiesTheShippedConfigurationToAFreshHome() throws Exception {
      home.prepare();
      assertThat(home.etc().resolve("policies/starter.yaml")).hasContent("shipped");
      assertThat(home.directory().resolve("deploy")).isDirectory();
      assertThat(home.data().resolve("log")).isDirectory();
    }

    @Test
    void leavesTheConfigurationOfAHomeAlone() throws Exception {
      settings("portcullis.features = mine");
      home.prepare();
      assertThat(home.etc().resolve("policies")).doesNotExist();
    }

    @Test
    void makesEveryFolderAndFileForItsOwnerAlone() throws Exception {
      HomeLock.acquire(home).release();
      home.prepare();
      for (String folder :
          List.of("", "etc", "etc/policies", "deploy", "data", "data/log", "data/cache")) {
        assertThat(mode(home.directory().resolve(folder))).as(folder).isEqualTo("rwx------");
      }
      assertThat(mode(home.data().resolve("fileinstall"))).isEqualTo("rwx------");
      assertThat(mode(home.control())).isEqualTo("rwx------");
      assertThat(mode(home.etc().resolve("policies/starter.yaml"))).isEqualTo("rw-------");
    }

    private String mode(Path path) throws IOException {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void saysThatAHomeCannotBeWritten() throws Exception {
      Files.writeString(folder.resolve("home"), "a file where the folder should be");
      assertThatThrownBy(() -> home.prepare())
          .isInstanceOf(LaunchException.class)
          .hasMessageStartingWith("cannot write to " + home.directory());
    }
  }

  @Nested
  class Locking {
    @Test
    void keepsASecondContainerOut() throws Exception {
      HomeLock lock = HomeLock.acquire(home);
      assertThatThrownBy(() -> HomeLock.acquire(home))
          .isInstanceOf(LaunchException.class)
          .hasMessage(
              "already running in "
                  + home.directory()
                  + ", process "
                  + ProcessHandle.current().pid());
      lock.release();
      HomeLock.acquire(home).release();
    }

    @Test
    void comesBeforeAnythingIsPrepared() throws Exception {
      HomeLock lock = HomeLock.acquire(home);
      LaunchRequest nothing = LaunchRequest.ofHomeAnd();
      assertThatThrownBy(() -> new Launcher(home).launch(nothing, (container, readiness) -> 0))
          .isInstanceOf(HomeInUseException.class);
      assertThat(home.etc()).doesNotExist();
      assertThat(home.control()).doesNotExist();
      lock.release();
    }
  }

  @Nested
  class Settings {
    @Test
    void putsTheHomeIntoValues() throws Exception {
      settings("portcullis.features = a, b ,\nwatch = ${portcullis.home}/etc,x");
      FrameworkSettings settings = FrameworkSettings.read(home);
      assertThat(settings.features()).containsExactly("a", "b");
      assertThat(settings.properties()).containsEntry("watch", home.directory() + "/etc,x");
    }

    @Test
    void refusesAMissingFile() throws Exception {
      Files.createDirectories(home.etc());
      assertThatThrownBy(() -> FrameworkSettings.read(home))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("framework.properties");
    }

    @Test
    void refusesABrokenEscape() throws Exception {
      settings("portcullis.features = \\uZZZZ");
      assertThatThrownBy(() -> FrameworkSettings.read(home))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("framework.properties");
    }

    @Test
    void refusesAnEmptyListOfFeatures() throws Exception {
      settings("portcullis.features = ,");
      assertThatThrownBy(() -> FrameworkSettings.read(home))
          .isInstanceOf(LaunchException.class)
          .hasMessageEndingWith("portcullis.features names no feature");
    }
  }

  @Nested
  class Configurations {
    @Test
    void soundConfigurationsAreReadWithoutAMessage() throws Exception {
      home.prepare();
      Files.writeString(home.etc().resolve("a.cfg"), "key = ${portcullis.home}");
      assertThatCode(() -> ConfigurationFiles.check(home.etc())).doesNotThrowAnyException();
    }

    @Test
    void configurationsWithABrokenEscapeAreRefused() throws Exception {
      home.prepare();
      Files.writeString(home.etc().resolve("io.portcullis.mode.cfg"), "mode = \\uZZZZ");
      assertThatThrownBy(() -> ConfigurationFiles.check(home.etc()))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("io.portcullis.mode.cfg");
    }
  }

  @Nested
  class ControlSocket {
    @Test
    void liesInTheHomeWhenItsPathIsShortEnough() throws Exception {
      home.prepare();
      ControlSocketPath address = new ControlSocketPath(home);
      assertThat(address.choose(null)).isEqualTo(home.control().resolve("portcullis.sock"));
      assertThat(address.recorded()).isEqualTo(home.control().resolve("portcullis.sock"));
    }

    @Test
    void liesInAPrivateFolderWhenTheHomeIsDeep() throws Exception {
      Home deep = new Home(folder.resolve("dist"), folder.resolve("d".repeat(UNDER_LIMIT)));
      deep.prepare();
      ControlSocketPath address = new ControlSocketPath(deep);
      Path socket = address.choose(null);
      assertThat(socket.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(UNDER_LIMIT);
      assertThat(address.recorded()).isEqualTo(socket);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
          .isEqualTo("rwx------");

      address.forget();
      assertThat(socket.getParent()).doesNotExist();
      assertThatThrownBy(address::recorded)
          .isInstanceOf(LaunchException.class)
          .hasMessage("no container is running in " + deep.directory());
    }

    @Test
    void replacesWhatACrashedContainerLeft() throws Exception {
      home.prepare();
      Path left = new ControlSocketPath(home).choose(null);
      Files.writeString(left, "stale");
      assertThat(new ControlSocketPath(home).choose(null)).doesNotExist();
    }
  }
}
