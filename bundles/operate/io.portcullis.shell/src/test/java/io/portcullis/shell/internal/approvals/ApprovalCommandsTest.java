// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.approval.ApprovalReview;
import io.portcullis.api.approval.ApprovalReview.LocalUser;
import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.api.approval.ApprovalReview.ReviewResult;
import io.portcullis.api.approval.ApprovalReview.Reviewer;
import io.portcullis.api.approval.ApprovalReview.TokenHolder;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalCommandsTest {
  private static final Instant SINCE = Instant.parse("2026-11-25T12:00:00.123Z");

  @RegisterExtension final RunningFramework framework = new RunningFramework();
  private final List<ReviewRequest> waiting = new ArrayList<>();
  private final List<String> decided = new ArrayList<>();
  private final List<Reviewer> reviewers = new ArrayList<>();
  private ReviewResult ruling = ReviewResult.APPROVED;

  private void openDesk() {
    framework.register(
        ApprovalReview.class,
        new ApprovalReview() {
          @Override
          public List<ReviewRequest> waiting() {
            return List.copyOf(waiting);
          }

          @Override
          public ReviewResult decide(
              String id, Reviewer reviewer, boolean approve, String comment) {
            decided.add(id + " " + approve + " " + comment);
            reviewers.add(reviewer);
            return ruling;
          }
        },
        Map.of());
  }

  private static ReviewRequest waiting(String id, String tool, String arguments) {
    ToolCall call =
        ToolCall.builder(tool)
            .source("disk")
            .arguments(arguments)
            .targetUrl("http://example.org/x")
            .caller(AgentIdentity.of("boss"))
            .build()
            .stamped("call-" + id, new AgentIdentity("org", "team", "agent"), SINCE);
    return new ReviewRequest(
        id,
        call,
        call.argumentsDigest(),
        "deletes data",
        "tools/delete",
        SINCE,
        SINCE.plusSeconds(300),
        2,
        List.of("reviewer:ann"),
        List.of("ops", "data"));
  }

  private CommandResult approvals(String... arguments) throws Exception {
    return new ApprovalsCommand(new CurrentServices(framework.context()))
        .parseAndExecute(Fakes.invocation(arguments));
  }

  private CommandResult approve(String... arguments) throws Exception {
    return new ApproveCommand(new CurrentServices(framework.context()))
        .parseAndExecute(Fakes.by("operator", arguments));
  }

  private CommandResult deny(String... arguments) throws Exception {
    return new DenyCommand(new CurrentServices(framework.context()))
        .parseAndExecute(Fakes.by("operator", arguments));
  }

  @Test
  void failWithoutADesk() throws Exception {
    for (CommandResult result : List.of(approvals(), approvals("x"), approve("x"), deny("x"))) {
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.text()).startsWith("no approval queue is registered");
    }
  }

  @Nested
  class Approvals {
    @Test
    void approvalsAreEmptyIfNothingWaits() throws Exception {
      openDesk();
      assertThat(approvals().text()).isEqualTo("nothing waits for an approval");
      assertThat(approvals("--json").text()).isEqualTo("{\"approvals\":[]}");
    }

    @Test
    void approvalsAreATableWithoutCallArguments() throws Exception {
      openDesk();
      waiting.add(waiting("id-1", "delete_all", "{\"secret\":1}"));
      waiting.add(waiting("id-2", "turn\u202Eround", "{}"));
      String text = approvals().text();
      assertThat(text.lines())
          .containsExactly(
              "id    since                 until                 agent           tool"
                  + "             reason",
              "id-1  2026-11-25T12:00:00Z  2026-11-25T12:05:00Z  org/team/agent  delete_all"
                  + "       deletes data",
              "id-2  2026-11-25T12:00:00Z  2026-11-25T12:05:00Z  org/team/agent"
                  + "  turn\\u202eround  deletes data");
    }

    @Test
    void approvalsAreCutShortInATableAndWholeInJson() throws Exception {
      openDesk();
      IntStream.range(0, 1_000).forEach(n -> waiting.add(waiting("id-" + n, "t", "{}")));
      assertThat(approvals().text().lines())
          .hasSize(202)
          .last()
          .asString()
          .startsWith("and 800 more");
      assertThat(approvals("--json").text()).contains("\"id-999\"");
    }

    @Test
    void showOneCallWithEverythingAReviewerNeeds() throws Exception {
      openDesk();
      waiting.add(
          waiting(
              "id-1", "delete_all", "{\"path\":\"/\",\"n\":1.50,\"t\":\"a\\u001b[2Jb\u202ec\"}"));
      String text = approvals("id-1").text();
      assertThat(text)
          .contains(
              "call-id-1",
              "2026-11-25T12:05:00.123Z",
              "tools/delete",
              "org/team/agent",
              "boss",
              "http://example.org/x",
              "reviewer:ann",
              "ops, data",
              waiting.get(0).argumentsDigest(),
              "\n  {\n    \"path\" : \"/\",\n    \"n\" : 1.50,\n");
      assertThat(text).contains("a\\u001B[2Jb\\u202ec").doesNotContain("\u001b", "\u202e");
    }

    @Test
    void showArgumentsThatAreNoJsonAsTheyAre() throws Exception {
      openDesk();
      waiting.add(waiting("id-1", "t", "{ not json"));
      assertThat(approvals("id-1").text()).endsWith("arguments\n  { not json");
    }

    @Test
    void giveTheArgumentsOfOneCallInJsonAsTheyWillRun() throws Exception {
      openDesk();
      waiting.add(waiting("id-1", "t", "{\"n\": 1.50}"));
      assertThat(approvals("id-1", "--json").text())
          .contains("\"arguments\":\"{\\\"n\\\": 1.50}\"", "\"needed\":2", "\"caller\":\"boss\"");
    }

    @Test
    void failForAnUnknownId() throws Exception {
      openDesk();
      assertThat(approvals("x\ny"))
          .isEqualTo(CommandResult.failed("nothing waits under x\\u000ay"));
    }
  }

  @Nested
  class Decisions {
    @TempDir Path temp;

    private Path file(String content, String mode) throws IOException {
      Path file = Files.writeString(temp.resolve("token"), content);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private CommandResult approveAs(String name, Path file, String operator) throws Exception {
      return new ApproveCommand(new CurrentServices(framework.context()))
          .parseAndExecute(
              Fakes.by(operator, "id-1", "--as", name, "--token-file", file.toString()));
    }

    private String owner() throws IOException {
      return Files.getOwner(temp).getName();
    }

    @Test
    void decisionsAreMadeByTheOperator() throws Exception {
      openDesk();
      assertThat(approve("id-1", "--comment", "fine").exitCode()).isZero();
      ruling = ReviewResult.REJECTED;
      assertThat(deny("id-1")).isEqualTo(CommandResult.ok("id-1 is denied"));
      assertThat(decided).containsExactly("id-1 true fine", "id-1 false ");
      assertThat(reviewers).containsOnly(new LocalUser("operator"));
    }

    @Test
    void decisionsAreMadeInTheNameOfAReviewerByATokenFile() throws Exception {
      openDesk();
      assertThat(approveAs("ann", file(" the token\n", "rw-------"), owner()).exitCode()).isZero();
      assertThat(reviewers).containsExactly(new TokenHolder("ann", "the token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rwx------", "r--------", "rw--w----"})
    void refuseATokenFileOfAnotherMode(String mode) throws Exception {
      openDesk();
      assertThat(approveAs("ann", file("token", mode), owner()).text())
          .endsWith("its mode must be 0600");
      assertThat(decided).isEmpty();
    }

    @Test
    void refuseATokenFileOfAnotherUser() throws Exception {
      openDesk();
      assertThat(approveAs("ann", file("token", "rw-------"), "another-user").text())
          .endsWith("it does not belong to another-user");
      assertThat(decided).isEmpty();
    }

    @Test
    void refuseAFileThatIsNotATokenFile() throws Exception {
      openDesk();
      Path link = Files.createSymbolicLink(temp.resolve("link"), file("token", "rw-------"));
      assertThat(approveAs("ann", link, owner()).text()).endsWith("it is not a regular file");
      assertThat(approveAs("ann", temp, owner()).text()).endsWith("it is not a regular file");
      assertThat(approveAs("ann", temp.resolve("none"), owner()).text())
          .endsWith("the file does not exist");
      assertThat(approveAs("ann", Path.of("token"), owner()).text())
          .endsWith("the token file must be an absolute path");
      assertThat(approveAs("ann", file(" \n", "rw-------"), owner()).text())
          .endsWith("it is empty");
      assertThat(approveAs("ann", file("x".repeat(1_025), "rw-------"), owner()).text())
          .contains("longer than");
      Files.write(temp.resolve("token"), new byte[] {(byte) 0xff});
      assertThat(approveAs("ann", temp.resolve("token"), owner()).text())
          .endsWith("it is not text");
      assertThat(decided).isEmpty();
    }

    @Test
    void needAnIdAndBothOrNoneOfNameAndFile() {
      openDesk();
      assertThatThrownBy(() -> approve()).hasMessage("ID is missing");
      assertThatThrownBy(() -> approve("a", "b")).hasMessageContaining("unexpected argument");
      assertThatThrownBy(() -> approve("a", "--as", "ann")).hasMessageContaining("go together");
      assertThatThrownBy(() -> deny("a", "--token-file", "/x")).hasMessageContaining("go together");
      assertThatThrownBy(() -> approve("a", "--token", "x")).hasMessageContaining("unknown option");
      assertThat(decided).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ReviewResult.class)
    void reportTheirResult(ReviewResult given) throws Exception {
      openDesk();
      ruling = given;
      boolean counts =
          given == ReviewResult.APPROVED
              || given == ReviewResult.REJECTED
              || given == ReviewResult.MORE_NEEDED;
      CommandResult result = approve("id-1");
      assertThat(result.exitCode()).isEqualTo(counts ? 0 : 1);
      assertThat(result.text()).isNotBlank();
    }
  }
}
