// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.command.CommandTable;
import io.portcullis.launcher.Distribution.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of the distribution as an operator sees it: processes, their output and exit codes. */
@Tag("jdk")
class DistributionIT {
  private static final Pattern READY =
      Pattern.compile("portcullis: ready, mode (\\S+), transport (\\S+), control socket (\\S+)");
  private static final int ON_SIGTERM = 143;

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private static Matcher ready(Process process) throws Exception {
    String line = Distribution.firstLine(process);
    Matcher matcher = READY.matcher(line);
    assertThat(matcher.matches()).as("ready line: " + line).isTrue();
    return matcher;
  }

  @Nested
  class Running {
    @Test
    void saysOnceWhatIsReadyAndEndsOnSigterm() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        Process container = distribution.start("run");
        Matcher ready = ready(container);
        assertThat(ready.group(1)).isEqualTo("enforce");
        assertThat(ready.group(2)).isEqualTo("embedded");
        Path socket = Path.of(ready.group(3));
        assertThat(socket).exists();
        assertThat(distribution.home().resolve("data/log/portcullis.log")).isNotEmptyFile();

        Distribution.terminate(container);
        assertThat(Distribution.finish(container)).isEqualTo(new Finished(ON_SIGTERM, "", ""));
        assertThat(socket).doesNotExist();
      }
    }

    @Test
    void startsThroughASymbolicLinkInAHomeTooDeepForASocket() throws Exception {
      Path target = Distribution.built().resolve("bin/portcullis");
      Path script = Files.createSymbolicLink(folder.resolve("pc"), target);
      try (Distribution distribution = Distribution.withHome(home().resolve("d".repeat(120)))) {
        Process container = distribution.start(script, "run");
        Path socket = Path.of(ready(container).group(3));
        assertThat(socket).exists();
        assertThat(distribution.run("ctl", "status").exitCode()).isZero();

        Distribution.terminate(container);
        Distribution.finish(container);
        assertThat(socket.getParent()).doesNotExist();
        Files.delete(script);
      }
    }

    @Test
    void refusesASecondContainerInItsHome() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        Process container = distribution.start("run");
        ready(container);
        Finished second = distribution.run("run");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err())
            .isEqualTo(
                "portcullis: already running in %s, process %d%n"
                    .formatted(distribution.home(), container.pid()));
        assertThat(distribution.run("ctl", "status").exitCode()).isZero();
      }
    }

    @Test
    void refusesToBeReadyWithoutWhatGivesEvidence() throws Exception {
      try (Distribution distribution = Distribution.copy(folder)) {
        Path settings = folder.resolve("etc/framework.properties");
        Files.writeString(settings, Files.readString(settings).replace("core,evidence,", "core,"));
        Finished run = distribution.run("run");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
            .isEqualTo("portcullis: evidence is required and no journal is present\n");
      }
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
          "core; no shell feature",
          "core,transport-embedded; no shell feature",
          "core,adapter-langchain4j; no shell feature",
          "core,hot-deploy; no shell feature",
          "core,evidence; no shell feature",
          "core,health; no shell feature",
          "core,evidence,shell; transport none",
          "core,evidence,demo,adapter-langchain4j; no shell feature"
        })
    void startsEachFeatureOnTopOfTheCore(String features, String said) throws Exception {
      try (Distribution distribution = Distribution.copy(folder)) {
        distribution.setFeatures(features);
        Process container = distribution.start("run");
        assertThat(Distribution.firstLine(container))
            .startsWith("portcullis: ready")
            .contains(said);
        Distribution.terminate(container);
        assertThat(Distribution.finish(container)).isEqualTo(new Finished(ON_SIGTERM, "", ""));
      }
    }

    @Test
    void shellHasEveryCommandThatTheTableOfCommandsDescribes() throws Exception {
      Set<String> described =
          CommandTable.commandLine().getSubcommands().get("ctl").getSubcommands().keySet();
      try (Distribution distribution = Distribution.withHome(home())) {
        ready(distribution.start("run"));
        Finished help = distribution.run("ctl", "help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out().split("\n\n")[0].lines().map(line -> line.split(" ")[0]))
            .containsExactlyInAnyOrderElementsOf(described);
        assertThat(distribution.run("ctl", "help", "check").out())
            .startsWith("usage: check --tool NAME")
            .contains("Options:", "Exit codes:", "  3  Denied.");
        assertThat(distribution.run("ctl", "portcullis:mode", "--help").out())
            .startsWith("usage: mode [enforce|observe|disabled]");
        Finished unknown = distribution.run("ctl", "statsu");
        assertThat(unknown.exitCode()).isEqualTo(127);
        assertThat(unknown.err()).startsWith("unknown command; did you mean status?\n");
      }
    }

    @Test
    void starterPolicyAllowsThreeToolsAndNothingElse() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        ready(distribution.start("run"));
        for (String tool : new String[] {"read_file", "list_directory", "web_search"}) {
          assertThat(distribution.run("ctl", "check", "--tool", tool).exitCode()).isZero();
        }
        assertThat(distribution.run("ctl", "check", "--tool", "write_file").exitCode())
            .isEqualTo(3);
      }
    }
  }

  @Nested
  class HotDeployment {
    @Test
    void configurationDroppedIntoEtcGoesLive() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        ready(distribution.start("run"));
        Path mode = distribution.home().resolve("etc/io.portcullis.mode.cfg");
        Files.writeString(mode, "mode = observe\n");
        distribution.ctlUntil("\"mode\":\"observe\"", "status", "--json");
        Files.delete(mode);
        distribution.ctlUntil("\"mode\":\"enforce\"", "status", "--json");
      }
    }

    @Test
    void modeSetByCommandIsWrittenBackToItsFile() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        Process container = distribution.start("run");
        ready(container);
        assertThat(distribution.run("ctl", "mode", "observe").exitCode()).isZero();
        Path mode = distribution.home().resolve("etc/io.portcullis.mode.cfg");
        distribution.until("mode = observe", () -> Files.readString(mode));
        Distribution.terminate(container);
        Distribution.finish(container);
        assertThat(ready(distribution.start("run")).group(1)).isEqualTo("observe");
      }
    }

    @Test
    void bundleDroppedIntoDeployGoesLiveAndLeavesWithItsFile() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        ready(distribution.start("run"));
        Path jar = distribution.home().resolve("deploy/dropped.jar");
        Distribution.writeBundle(jar, "com.example.dropped", "");
        distribution.until("active", () -> lineOf("com.example.dropped", distribution));
        Files.delete(jar);
        distribution.ctlUntil("no bundle", "stop", "com.example.dropped");
      }
    }

    @Test
    void bundleThatLiesInDeployAtStartIsStartedToo() throws Exception {
      Distribution.writeBundle(home().resolve("deploy/early.jar"), "com.example.early", "");
      try (Distribution distribution = Distribution.withHome(home())) {
        ready(distribution.start("run"));
        distribution.until("active", () -> lineOf("com.example.early", distribution));
      }
    }

    @Test
    void brokenBundleInDeployIsLoggedAndDisturbsNothing() throws Exception {
      Path jar = home().resolve("deploy/broken.jar");
      Distribution.writeBundle(jar, "com.example.broken", "com.example.nowhere");
      try (Distribution distribution = Distribution.withHome(home())) {
        ready(distribution.start("run"));
        Path log = distribution.home().resolve("data/log/portcullis.log");
        distribution.until("com.example.nowhere", () -> Files.readString(log));
        assertThat(distribution.run("ctl", "check", "--tool", "read_file").exitCode()).isZero();
      }
    }

    @Test
    void jarInDeployThatIsNoBundleIsLoggedAndReplacedWhenItIsOne() throws Exception {
      Path jar = home().resolve("deploy/damaged.jar");
      Files.createDirectories(jar.getParent());
      Files.writeString(jar, "no jar");
      try (Distribution distribution = Distribution.withHome(home())) {
        ready(distribution.start("run"));
        Path log = distribution.home().resolve("data/log/portcullis.log");
        distribution.until(
            jar.toRealPath() + " is not installed: it is not a readable jar",
            () -> Files.readString(log));
        Files.delete(jar);
        Distribution.writeBundle(jar, "com.example.mended", "");
        distribution.until("active", () -> lineOf("com.example.mended", distribution));
      }
    }

    @Test
    void droppedCopiesChangeNothingButTheHealth() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        ready(distribution.start("run"));
        Path etc = distribution.home().resolve("etc");
        Path mode = etc.resolve("io.portcullis.mode.cfg");
        Path copy = etc.resolve("io.portcullis.mode-old.cfg");
        Files.writeString(copy, "mode = observe\n");
        distribution.ctlUntil("io.portcullis.mode-old.cfg is ignored", "status");
        assertThat(distribution.run("ctl", "mode").out()).isEqualTo("enforce\n");

        Files.move(mode, etc.resolve("mode.away"));
        distribution.ctlUntil("no mode is configured", "status");
        assertThat(distribution.run("ctl", "mode").out()).isEqualTo("enforce\n");

        Files.writeString(mode, "mode = disabled\n");
        distribution.ctlUntil("disabled", "mode");
        Files.delete(copy);
        distribution.ctlUntil("configuration  ok", "status");
        assertThat(distribution.run("ctl", "mode").out()).isEqualTo("disabled\n");
      }
    }

    @Test
    void configurationInEtcCountsWhateverIsDroppedIntoDeploy() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        ready(distribution.start("run"));
        Path dropped = distribution.home().resolve("deploy/io.portcullis.mode.cfg");
        Files.writeString(dropped, "mode = observe\n");
        distribution.ctlUntil("deploy/io.portcullis.mode.cfg is ignored", "status");
        assertThat(distribution.run("ctl", "mode").out()).isEqualTo("enforce\n");
        Files.delete(dropped);
        distribution.ctlUntil("configuration  ok", "status");
        assertThat(distribution.run("ctl", "status").out()).doesNotContain("no mode is configured");
        assertThat(distribution.home().resolve("etc/io.portcullis.mode.cfg")).exists();
      }
    }

    @Test
    void byteOrderMarkAndBlanksInAFileMeanNothing() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        distribution.copyConfiguration(
            "core,evidence,transport-embedded,adapter-langchain4j,shell,health,hot-deploy");
        Files.writeString(
            distribution.home().resolve("etc/io.portcullis.approval.cfg"),
            "\uFEFFrequiredApprovals = 2  \r\nlocalUser = true \r\n");
        ready(distribution.start("run"));
        Path log = distribution.home().resolve("data/log/portcullis.log");
        distribution.until("2 needed", () -> Files.readString(log));
      }
    }

    private String lineOf(String bundle, Distribution distribution) throws Exception {
      return distribution
          .run("ctl", "bundles")
          .out()
          .lines()
          .filter(line -> line.contains(bundle))
          .collect(Collectors.joining("\n"));
    }
  }

  @Nested
  class BrokenConfiguration {
    private void refuses(Distribution distribution, String... parts) throws Exception {
      Finished run = distribution.run("run");
      assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("portcullis: ").contains(parts);
      assertThat(run.err().lines()).hasSize(1);
    }

    /** The container runs and prints one line; the wrong file configures nothing. */
    private void isNotReady(Distribution distribution, String... parts) throws Exception {
      Process run = distribution.start("run");
      assertThat(Distribution.firstLine(run)).startsWith("portcullis: not ready: ").contains(parts);
      assertThat(distribution.run("ctl", "mode").out()).isEqualTo("enforce\n");
      assertThat(distribution.run("ctl", "check", "--tool", "delete_everything").exitCode())
          .isEqualTo(3);
      Distribution.terminate(run);
      Finished finished = Distribution.finish(run);
      assertThat(finished.out()).isEmpty();
    }

    private void replace(Path file, String what, String by) throws Exception {
      String text = Files.readString(file);
      assertThat(text).contains(what);
      Files.writeString(file, text.replace(what, by));
    }

    @Test
    void namesAMissingFrameworkFile() throws Exception {
      Files.createDirectories(home().resolve("etc"));
      try (Distribution distribution = Distribution.withHome(home())) {
        refuses(distribution, "cannot read", "framework.properties");
      }
    }

    @Test
    void namesFileAndPlaceOfABrokenFeature() throws Exception {
      try (Distribution distribution = Distribution.copy(folder)) {
        replace(folder.resolve("features/core.json"), "\"bundles\": [", "\"bundles\": [ oops");
        refuses(distribution, "broken feature", "core.json", "line no=");
      }
    }

    @Test
    void namesAMissingBundle() throws Exception {
      try (Distribution distribution = Distribution.copy(folder)) {
        replace(folder.resolve("features/core.json"), "org.apache.felix.scr:", "org.example.scr:");
        refuses(distribution, "features:core", "org.example.scr", "is missing");
      }
    }

    @Test
    void namesABundleThatDoesNotResolveAndWhy() throws Exception {
      try (Distribution distribution = Distribution.copy(folder)) {
        Files.delete(folder.resolve("repository"));
        Files.createDirectory(folder.resolve("repository"));
        for (String group : new String[] {"org", "io", "com"}) {
          Files.createSymbolicLink(
              folder.resolve("repository").resolve(group),
              Distribution.built().resolve("repository").resolve(group));
        }
        Distribution.writeBundle(
            folder.resolve("repository/g/needy/1.0/needy-1.0.jar"),
            "com.example.needy",
            "com.example.nowhere");
        replace(
            folder.resolve("features/hot-deploy.json"),
            "\"bundles\": [",
            "\"bundles\": [ { \"id\": \"g:needy:1.0\", \"start-level\": 9 },");
        refuses(distribution, "com.example.needy", "does not start", "com.example.nowhere");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"etc/%s-old.cfg", "etc/%s~old.cfg", "etc/%s-old.config", "deploy/%s-old.cfg"})
    void containerIsNotReadyBesideACopyThatConfiguresNothing(String pattern) throws Exception {
      try (Distribution distribution = Distribution.copy(folder)) {
        for (String pid : new String[] {"io.portcullis.mode", "io.portcullis.transport.embedded"}) {
          Path copy = folder.resolve(pattern.formatted(pid));
          Files.createDirectories(copy.getParent());
          Files.writeString(copy, "mode = observe\n");
          isNotReady(distribution, copy.toString(), "only " + pid + ".cfg configures " + pid);
          Files.delete(copy);
        }
      }
    }

    @ParameterizedTest
    @CsvSource({
      "io.portcullis.approval.cfg, requiredApproval = 2, did you mean 'requiredApprovals'?",
      "io.portcullis.journal.cfg, durabilty = disk, did you mean 'durability'?",
      "io.portcullis.gate.cfg, deadlineMs = 30s, must be a whole number",
      "io.portcullis.gaet.cfg, deadlineMs = 30, did you mean io.portcullis.gate?",
    })
    void containerIsNotReadyWithAValueThatCannotBeUnderstood(
        String file, String line, String message) throws Exception {
      try (Distribution distribution = Distribution.copy(folder)) {
        Files.writeString(folder.resolve("etc").resolve(file), line + "\n");
        isNotReady(distribution, message);
      }
    }

    @Test
    void namesAnUnknownMode() throws Exception {
      try (Distribution distribution = Distribution.copy(folder)) {
        Files.writeString(folder.resolve("etc/io.portcullis.mode.cfg"), "mode = sometimes\n");
        refuses(distribution, "sometimes", "enforce, observe, disabled");
      }
    }

    @Test
    void namesAPolicyThatDoesNotLoad() throws Exception {
      try (Distribution distribution = Distribution.copy(folder)) {
        Files.writeString(
            folder.resolve("etc/policies/starter.yaml"),
            "\nno_such_section: 1\n",
            StandardOpenOption.APPEND);
        refuses(distribution, "starter.yaml", "no_such_section");
      }
    }

    @Test
    void namesAJavaThatIsNotThere() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        ProcessBuilder builder =
            new ProcessBuilder(distribution.shipped().resolve("bin/portcullis").toString(), "run");
        builder.environment().put("JAVA_HOME", folder.resolve("nowhere").toString());
        Finished run = Distribution.finish(builder.start());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("portcullis: no java").hasLineCount(1);
      }
    }
  }

  @Nested
  class Commands {
    @ParameterizedTest
    @ValueSource(strings = {"demo", "demo --mcp", "demo --runtime assembly"})
    void demoGoesAsItMustAndLeavesNothingBehind(String command) throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        Finished demo = distribution.run(command.split(" "));
        assertThat(demo.err()).isEmpty();
        assertThat(demo.exitCode()).as(demo.out()).isZero();
        assertThat(home()).doesNotExist();
      }
    }

    @Test
    void ctlSaysThatNothingRuns() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        assertThat(distribution.run("ctl", "status"))
            .isEqualTo(
                new Finished(69, "", "portcullis: no container is running in " + home() + "\n"));
      }
    }

    @Test
    void unknownCommandIsRefusedWithTheUsage() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        Finished run = distribution.run("frobnicate");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("usage:", "unknown command: frobnicate");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help"})
    void helpShowsTheUsage(String command) throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        Finished run = distribution.run(command);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("usage: portcullis COMMAND");
      }
    }

    @Test
    void checkDecidesWithoutAContainer() throws Exception {
      try (Distribution distribution = Distribution.withHome(home())) {
        String policy = Distribution.built().resolve("etc/policies/starter.yaml").toString();
        Finished allowed = distribution.run("check", "--policy", policy, "--tool", "read_file");
        assertThat(allowed.err()).isEmpty();
        assertThat(allowed.exitCode()).isZero();
        Finished denied = distribution.run("check", "--policy", policy, "--tool", "write_file");
        assertThat(denied.exitCode()).isEqualTo(3);
        Finished valid = distribution.run("policy", "validate", policy);
        assertThat(valid.exitCode()).isZero();
        assertThat(valid.out()).isEqualTo(policy + ": ok\n");
        assertThat(home()).doesNotExist();
      }
    }
  }
}
