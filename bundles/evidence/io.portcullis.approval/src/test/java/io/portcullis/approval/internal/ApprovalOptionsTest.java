// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.approval.internal.review.Entitlement;
import io.portcullis.approval.internal.review.ReviewerEntry;
import io.portcullis.support.config.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalOptionsTest {
  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final String OTHER = "fedcba9876543210".repeat(4);

  @TempDir Path home;

  private ApprovalOptions read(Map<String, Object> changed) {
    return ApprovalOptions.read(Configured.with(changed), home.toString());
  }

  private void assertRefused(String key, Object value) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(key)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void defaultsMatchTheDocumentation() {
    ApprovalOptions settings = read(Map.of());
    assertThat(settings.folder()).isEqualTo(home.resolve("data/approvals"));
    assertThat(settings.localUser()).isTrue();
    assertThat(settings.entitlement()).isEqualTo(new Entitlement(1, List.of()));
    assertThat(settings.maxWaiting()).isEqualTo(20_000);
    assertThat(settings.maxChars()).isEqualTo(67_108_864);
    assertThat(settings.webhook()).isNull();
    assertThat(settings.shortage()).isEmpty();
  }

  @Test
  void parsesReviewers() {
    ApprovalOptions settings =
        read(
            Map.of(
                "reviewers",
                new String[] {"ann;ops, data;sha256:" + HEX, " bob ; ; SHA256:" + OTHER}));
    assertThat(settings.reviewers())
        .containsExactly(
            new ReviewerEntry("ann", List.of("ops", "data"), HEX),
            new ReviewerEntry("bob", List.of(), OTHER));
    assertThat(settings.localUser()).as("once there are reviewers").isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "ann;ops",
        "ann;ops;sha256:",
        "ann;ops;sha256:0123",
        "ann;ops;md5:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "ann;ops;sha256:x123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "ann;ops;sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef;",
        ";ops;sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "a b;ops;sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "ann;ops,;sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void refuseAReviewerThatCannotBeUnderstood(String text) {
    assertThatThrownBy(() -> read(Map.of("reviewers", new String[] {text})))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("reviewers[0] ");
  }

  @Test
  void refusesReviewersWithTheSameNameOrToken() {
    for (String other : List.of("ANN;;sha256:" + OTHER, "bob;;sha256:" + HEX)) {
      assertThatThrownBy(
              () -> read(Map.of("reviewers", new String[] {"ann;;sha256:" + HEX, other})))
          .hasMessageContaining("reviewers[1]")
          .hasMessageContaining("of another reviewer");
    }
  }

  @ParameterizedTest
  @CsvSource({"true,true", "TRUE,true", "' false ',false"})
  void parsesLocalUser(String text, boolean expected) {
    assertThat(read(Map.of("localUser", text)).localUser()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "ture", "true,true"})
  void refusesOtherWordsForLocalUser(String text) {
    assertRefused("localUser", text);
  }

  @ParameterizedTest
  @CsvSource({
    "requiredApprovals,0",
    "requiredApprovals,11",
    "requiredApprovals,-1",
    "maxWaiting,0",
    "maxWaiting,1000001"
  })
  void refuseNumbersThatMakeNoSense(String key, int value) {
    assertRefused(key, value);
    assertRefused("maxArgumentChars", 0L);
    assertRefused("maxArgumentChars", Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a\0b"})
  void refusesAnInvalidFolder(String text) {
    assertRefused("folder", text);
  }

  @Test
  void firstMatchingGroupRuleCounts() {
    ApprovalOptions settings =
        read(
            Map.of(
                "groups",
                new String[] {"delete_all=admins", "delete*=ops,data", "a=b=c", "*=everybody"}));
    Entitlement entitlement = settings.entitlement();
    assertThat(entitlement.groups("delete_all")).containsExactly("admins");
    assertThat(entitlement.groups("delete")).containsExactly("ops", "data");
    assertThat(entitlement.groups("a=b")).containsExactly("c");
    assertThat(entitlement.groups("Delete_all")).containsExactly("everybody");
    assertThat(new Entitlement(1, List.of()).groups("x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tool", "=ops", "tool=", "to*l=ops", "**=ops", "tool=a b", "tool=a,"})
  void refusesAnInvalidGroupRule(String text) {
    assertThatThrownBy(() -> read(Map.of("groups", new String[] {text})))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("groups[0] ");
  }

  @Test
  void warnsWhenFewerMayDecideThanMustApprove() {
    assertThat(read(Map.of("localUser", "false")).shortage()).contains("fewer people");
    assertThat(read(Map.of("requiredApprovals", 2)).shortage()).contains("fewer people");
    String[] reviewers = {"ann;ops;sha256:" + HEX, "bob;data;sha256:" + OTHER};
    assertThat(read(Map.of("reviewers", reviewers, "requiredApprovals", 2)).shortage()).isEmpty();
    assertThat(
            read(Map.of(
                    "reviewers",
                    reviewers,
                    "requiredApprovals",
                    2,
                    "groups",
                    new String[] {"x=ops"}))
                .shortage())
        .contains("'x'");
  }

  private Path secret(String content, String mode) throws IOException {
    Path file = Files.writeString(home.resolve("secret"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void readsAWebhookWithItsSecret() throws Exception {
    secret("0123456789abcdef\n", "rw-------");
    ApprovalOptions settings =
        read(Map.of("webhookUrl", "https://example.org/hook?x=1", "webhookSecretFile", "secret"));
    assertThat(settings.webhook().secret()).asString().isEqualTo("0123456789abcdef");
    assertThat(settings.toString()).doesNotContain("0123456789abcdef");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org/",
        "example.org",
        "http:///path",
        "http://user:pw@example.org/",
        "https://example.org/#x",
        "http://exa mple.org",
        "http://example.org:70000/"
      })
  void refuseAWebhookThatIsNoUrlOfAWebServer(String url) throws IOException {
    secret("0123456789abcdef", "rw-------");
    assertThatThrownBy(() -> read(Map.of("webhookUrl", url, "webhookSecretFile", "secret")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("webhookUrl ");
  }

  @Test
  void refusesAWebhookWithoutAUsableSecret() throws IOException {
    assertSecretRefused("");
    assertSecretRefused("missing");
    secret("0123456789abcdef", "rw-r-----");
    assertSecretRefused("secret");
    secret("0123456789abcde\n", "rw-------");
    assertSecretRefused("secret");
    secret("x".repeat(5_000), "rw-------");
    assertSecretRefused("secret");
    assertSecretRefused(".");
  }

  private void assertSecretRefused(String file) {
    assertThatThrownBy(
            () -> read(Map.of("webhookUrl", "http://example.org/", "webhookSecretFile", file)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("webhookSecretFile ");
  }
}
