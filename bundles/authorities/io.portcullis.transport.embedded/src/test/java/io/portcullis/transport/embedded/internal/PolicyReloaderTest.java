// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.portcullis.api.ToolCall;
import io.portcullis.api.health.Health;
import io.portcullis.policy.ModelPrices;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicySelfTest;
import io.portcullis.transport.embedded.internal.history.HistoryKeeper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyReloaderTest {
  private static final String DENY_ALL =
      "data: {credential_action: alert_only}\ntools:\n  \"*\": {allow: false}\n";
  private static final String ALLOW_READ = DENY_ALL + "  read: {allow: true }\n";
  private static final String DENY_READ = DENY_ALL + "  read: {allow: false}\n";
  private static final String BROKEN = "tools:\n  read: {allow: maybe}\n";

  @TempDir Path folder;
  private final List<String> events = new ArrayList<>();
  private final EmbeddedTransport transport = new EmbeddedTransport();
  private PolicyReloader reloader;

  @BeforeEach
  void watchTheFolder() {
    reloader = watching(folder);
  }

  private PolicyReloader watching(Path path) {
    return watching(path, PolicySelfTest.STANDARD);
  }

  private PolicyReloader watching(Path path, PolicySelfTest selfTest) {
    return new PolicyReloader(
        path,
        transport,
        new PolicyReloader.Presence() {
          @Override
          public void inForce(Policies policies) {
            events.add("in force " + policies.names());
          }

          @Override
          public void gone() {
            events.add("gone while " + answer());
          }
        },
        InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")),
        selfTest,
        new HistoryKeeper(path, () -> null, true, InstantSource.system(), ModelPrices.BUILT_IN));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  private String answer() {
    return answer("read");
  }

  private String answer(String tool) {
    return transport.query(ToolCall.of(tool, "{}")).toCompletableFuture().join().decision();
  }

  @Test
  void usesTheDocumentsPresentAtTheStart() throws IOException {
    write("a.yaml", ALLOW_READ);
    reloader.start();
    assertThat(events).containsExactly("in force [a.yaml]");
    assertThat(answer()).isEqualTo("allow");
    assertThat(reloader.health()).isEqualTo(new Health("policy", Health.Level.OK, ""));
  }

  @Test
  void reportsTheWarningsOfDocumentsInTheHealth() throws IOException {
    write("a.yaml", DENY_ALL + "  read: {allow: false, requires_approval_if: \"\"}\n");
    reloader.start();
    assertThat(reloader.health().level()).isEqualTo(Health.Level.WARN);
    assertThat(reloader.health().detail()).contains("a.yaml:4:", "(and 1 more, see the log)");
    assertThat(answer()).isEqualTo("deny");
  }

  @Test
  void staysAbsentWithoutDocuments() {
    reloader.start();
    assertThat(events).containsExactly("gone while shutdown");
    assertThat(answer()).isEqualTo("shutdown");
    assertThat(reloader.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(reloader.health().detail()).contains(folder.toString(), "no policy document");
  }

  @Test
  void staysAbsentWithABrokenDocumentAndNamesItsPlace() throws IOException {
    write("a.yaml", BROKEN);
    reloader.start();
    assertThat(events).isEmpty();
    assertThat(answer()).isEqualTo("shutdown");
    assertThat(reloader.health().detail()).contains("a.yaml:2:");
  }

  @Test
  void logsThatNoDocumentsAreInUseWhenTheFirstOneIsBroken() throws IOException {
    write("a.yaml", BROKEN);
    try (Stderr log = new Stderr()) {
      reloader.start();
      assertThat(log.errors())
          .singleElement(STRING)
          .contains("Cannot use the changed policies, none are in use: ", "a.yaml:2:")
          .doesNotContain("stay in use");
    }
  }

  @Test
  void staysAbsentWithADocumentThatFailsTheSelfTest() throws IOException {
    write("a.yaml", "tools:\n  echo: {allow: true}\n");
    reloader.start();
    reloader.poll();
    reloader.poll();
    assertThat(events).isEmpty();
    assertThat(answer("rm")).isEqualTo("shutdown");
    assertThat(reloader.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(reloader.health().detail()).contains("write \"*\": {allow: false} under 'tools'");
  }

  @Test
  void usesADocumentWithoutARuleForUnnamedToolsWhenConfigured() throws IOException {
    write("a.yaml", "tools:\n  rm: {allow: false}\n");
    reloader = watching(folder, PolicySelfTest.NONE.denying("rm"));
    reloader.start();
    assertThat(answer()).isEqualTo("allow");
    assertThat(reloader.health().level()).isEqualTo(Health.Level.WARN);
    assertThat(reloader.health().detail()).contains("no entry \"*\"");
    write("a.yaml", "tools:\n  read: {allow: false}\n");
    reloader.poll();
    reloader.poll();
    assertThat(answer("rm")).isEqualTo("deny");
    assertThat(reloader.health().detail()).contains("the call of 'rm' must be denied");
  }

  @Test
  void testsDocumentsWithoutCountingAgainstTheirLimits() throws IOException {
    write("a.yaml", DENY_ALL + "  read: {allow: true, limit_per_hour: 1}\n");
    reloader = watching(folder, PolicySelfTest.STANDARD.denying("rm"));
    reloader.start();
    assertThat(answer()).isEqualTo("allow");
    assertThat(answer()).isEqualTo("deny");
  }

  @Test
  void reloadsASingleFile() throws IOException {
    write("a.yaml", ALLOW_READ);
    write("b.yaml", BROKEN);
    reloader = watching(folder.resolve("a.yaml"));
    reloader.start();
    assertThat(answer()).isEqualTo("allow");
  }

  @Nested
  class WhenADocumentChanges {
    @BeforeEach
    void startWithAllow() throws IOException {
      write("a.yaml", ALLOW_READ);
      reloader.start();
      events.clear();
    }

    @Test
    void loadsAStricterDocumentOfTheSameLengthAndTime() throws IOException {
      Path file = folder.resolve("a.yaml");
      FileTime time = Files.getLastModifiedTime(file);
      try (FileChannel inPlace = FileChannel.open(file, StandardOpenOption.WRITE)) {
        inPlace.write(ByteBuffer.wrap(DENY_READ.getBytes(StandardCharsets.UTF_8)));
      }
      Files.setLastModifiedTime(file, time);
      assertThat(DENY_READ).hasSameSizeAs(ALLOW_READ);
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("deny");
    }

    @Test
    void keepsTheLastGoodDocumentWhileAHalfWrittenOneHasNoRuleForUnnamedTools() throws IOException {
      String half = "tools:\n  echo: {allow: true}\n";
      write("a.yaml", half);
      for (int i = 0; i < 5; i++) {
        reloader.poll();
        assertThat(answer("rm")).isEqualTo("deny");
      }
      assertThat(answer()).isEqualTo("allow");
      assertThat(events).isEmpty();
      assertThat(reloader.health().level()).isEqualTo(Health.Level.CRITICAL);
      assertThat(reloader.health().detail()).contains("a.yaml:2:3: no entry \"*\"");
      write("a.yaml", half + "  \"*\": {allow: false}\n");
      reloader.poll();
      reloader.poll();
      assertThat(answer("echo")).isEqualTo("allow");
      assertThat(answer()).isEqualTo("deny");
      assertThat(reloader.health().level()).isEqualTo(Health.Level.WARN);
    }

    @Test
    void healthReturnsToOkWhenARefusedDocumentIsPutBack() throws IOException {
      write("a.yaml", "tools: {}\n");
      reloader.poll();
      reloader.poll();
      assertThat(reloader.health().level()).isEqualTo(Health.Level.CRITICAL);
      write("a.yaml", ALLOW_READ);
      reloader.poll();
      reloader.poll();
      assertThat(reloader.health()).isEqualTo(new Health("policy", Health.Level.OK, ""));
    }

    @Test
    void loadsAFolderThatASymbolicLinkIsMovedTo(@TempDir Path home) throws IOException {
      Path stricter = Files.createDirectory(home.resolve("v2"));
      Files.writeString(stricter.resolve("a.yaml"), DENY_READ);
      Path link = Files.createSymbolicLink(home.resolve("link"), folder);
      reloader = watching(link);
      reloader.start();
      assertThat(answer()).isEqualTo("allow");
      Path next = Files.createSymbolicLink(home.resolve("next"), stricter);
      Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("deny");
    }

    @Test
    void loadsADocumentOnceTwoReadsAreEqual() throws IOException {
      write("a.yaml", DENY_ALL);
      reloader.poll();
      assertThat(answer()).isEqualTo("allow");
      reloader.poll();
      assertThat(answer()).isEqualTo("deny");
      assertThat(events).containsExactly("in force [a.yaml]");
    }

    @Test
    void doesNotUseAHalfWrittenDocumentThatIsValid() throws IOException {
      String half = "tools:\n  read: {allow: true}\n";
      write("a.yaml", half);
      reloader.poll();
      write("a.yaml", half + "  \"*\": {allow: false}\n");
      reloader.poll();
      assertThat(events).isEmpty();
      reloader.poll();
      assertThat(events).hasSize(1);
    }

    @Test
    void keepsTheLastGoodDocumentWhenTheNewOneIsBroken() throws IOException {
      write("a.yaml", BROKEN);
      reloader.poll();
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("allow");
      assertThat(events).isEmpty();
      assertThat(reloader.health().level()).isEqualTo(Health.Level.CRITICAL);
      assertThat(reloader.health().detail()).contains("a.yaml:2:");
    }

    @Test
    void logsThatTheLastGoodDocumentStaysInUse() throws IOException {
      write("a.yaml", BROKEN);
      try (Stderr log = new Stderr()) {
        reloader.poll();
        reloader.poll();
        reloader.poll();
        assertThat(log.errors())
            .singleElement(STRING)
            .contains(
                "Cannot use the changed policies, the last good ones stay in use: ", "a.yaml:2:");
      }
    }

    @Test
    void logsThatNoDocumentsAreInUseWhenABrokenOneFollowsTheRemovalOfTheLast() throws IOException {
      Files.delete(folder.resolve("a.yaml"));
      reloader.poll();
      reloader.poll();
      write("a.yaml", BROKEN);
      try (Stderr log = new Stderr()) {
        reloader.poll();
        reloader.poll();
        assertThat(log.errors()).singleElement(STRING).contains("none are in use: ");
      }
    }

    @Test
    void recoversWhenABrokenDocumentIsCorrected() throws IOException {
      write("a.yaml", BROKEN);
      reloader.poll();
      reloader.poll();
      write("a.yaml", DENY_ALL);
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("deny");
      assertThat(reloader.health().level()).isEqualTo(Health.Level.OK);
    }

    @Test
    void triesAgainAfterAFailureAlthoughTheDocumentsAreUnchanged() throws IOException {
      Path missing = Files.createSymbolicLink(folder.resolve("b.yaml"), folder.resolve("nothing"));
      write("a.yaml", DENY_ALL);
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("allow");
      assertThat(reloader.health().detail()).contains("b.yaml");
      Files.delete(missing);
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("deny");
      assertThat(reloader.health().level()).isEqualTo(Health.Level.OK);
    }

    @Test
    void becomesUnavailableAlthoughAHiddenFileRemains() throws IOException {
      write(".a.yaml", ALLOW_READ);
      Files.delete(folder.resolve("a.yaml"));
      reloader.poll();
      reloader.poll();
      assertThat(events).containsExactly("gone while allow");
      assertThat(answer()).isEqualTo("shutdown");
    }

    @Test
    void loadsAnAddedDocument() throws IOException {
      write("b.yaml", DENY_ALL);
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("deny");
      assertThat(events).containsExactly("in force [a.yaml, b.yaml]");
    }

    @Test
    void becomesUnavailableBeforeItStopsDecidingWhenTheLastDocumentIsRemoved() throws IOException {
      Files.delete(folder.resolve("a.yaml"));
      reloader.poll();
      assertThat(answer()).isEqualTo("allow");
      reloader.poll();
      assertThat(events).containsExactly("gone while allow");
      assertThat(answer()).isEqualTo("shutdown");
      assertThat(reloader.health().level()).isEqualTo(Health.Level.CRITICAL);
    }

    @Test
    void becomesAvailableWhenADocumentIsAddedAgain() throws IOException {
      Files.delete(folder.resolve("a.yaml"));
      reloader.poll();
      reloader.poll();
      write("a.yaml", ALLOW_READ);
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("allow");
    }

    @Test
    void doesNothingWhileNothingChanges() {
      for (int i = 0; i < 10; i++) {
        reloader.poll();
      }
      assertThat(events).isEmpty();
    }

    @Test
    void followsASymbolicLinkThatChanges(@TempDir Path elsewhere) throws IOException {
      Path next = elsewhere.resolve("a.yaml");
      Files.writeString(next, DENY_ALL);
      Files.delete(folder.resolve("a.yaml"));
      Files.createSymbolicLink(folder.resolve("a.yaml"), next);
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("deny");
    }

    @Test
    void keepsCountingRateLimitsAcrossAReload() throws IOException {
      String limited = DENY_ALL + "  read: {allow: true, limit_per_hour: 1}\n";
      write("a.yaml", limited);
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("allow");
      write("a.yaml", limited + "  other: {allow: true}\n");
      reloader.poll();
      reloader.poll();
      assertThat(answer()).isEqualTo("deny");
    }
  }
}
