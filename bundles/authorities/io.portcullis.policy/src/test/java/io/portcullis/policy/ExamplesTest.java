// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.policy.model.PolicyRedaction;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example documents of the user documentation. */
class ExamplesTest {

  private static PolicyEngine engine(String name) throws Exception {
    Path path = Path.of(ExamplesTest.class.getResource(name).toURI());
    Policies policies = new PolicyLoader().load(path);
    assertThat(policies.warnings())
        .extracting(PolicyProblem::message)
        .allMatch(message -> message.contains("is not restricted by it"));
    PolicySelfTest.STANDARD.require(policies);
    return Given.engine(policies);
  }

  @Test
  void denyByDefaultExamplePermitsOnlyNamedTools() throws Exception {
    PolicyEngine engine = engine("deny-by-default.yaml");

    assertThat(engine.evaluate(Given.call("read_file"))).isInstanceOf(Allow.class);
    assertThat(engine.evaluate(Given.call("write_file")).reason())
        .isEqualTo("tool denied by policy");
  }

  @Test
  void approvalExampleAsksForLargeTransfersAndRedactsCards() throws Exception {
    PolicyEngine engine = engine("approval.yaml");

    NeedsApproval asked =
        (NeedsApproval)
            engine.evaluate(Given.call("wire_transfer", "{\"amount\":5000,\"currency\":\"EUR\"}"));
    assertThat(asked.timeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(asked.role()).isEqualTo("treasurer");
    assertThat(asked.description()).startsWith("Moves money");
    assertThat(engine.evaluate(Given.call("wire_transfer", "{\"amount\":5,\"currency\":\"CHF\"}")))
        .isInstanceOf(NeedsApproval.class);
    assertThat(engine.evaluate(Given.call("wire_transfer", "{\"amount\":5,\"currency\":\"EUR\"}")))
        .isInstanceOf(Allow.class);
    assertThat(engine.evaluate(Given.call("delete_all"))).isInstanceOf(Deny.class);
    Redact redacted =
        (Redact) engine.evaluate(Given.call("mail", "{\"text\":\"card 4111 1111 1111 1111.\"}"));
    assertThat(redacted.redactions())
        .containsExactly(new PolicyRedaction("/text", "card [REDACTED]."));
  }

  @ParameterizedTest
  @CsvSource({
    "payments, wire_transfer, 5000, NeedsApproval, 20-payments.yaml",
    "payments, wire_transfer, 500000, NeedsApproval, 30-wire-transfer.yml",
    "payments, wire_transfer, 5, Allow, 30-wire-transfer.yml",
    "payments, crawl, 1, Deny, 20-payments.yaml",
    "other, crawl, 1, Allow, 10-everyone.yaml",
    "other, wire_transfer, 5000, Allow, 30-wire-transfer.yml",
    "other, shell, 1, Deny, 10-everyone.yaml",
  })
  void cascadeExampleAppliesEveryDocument(
      String team, String tool, int amount, String kind, String document) throws Exception {
    PolicyDecision decision =
        engine("cascade")
            .evaluate(
                new PolicyRequest(
                    "",
                    team,
                    "a",
                    Action.TOOL_CALL,
                    tool,
                    "",
                    "{\"amount\":" + amount + "}",
                    null));

    assertThat(Given.kind(decision)).isEqualTo(kind);
    assertThat(decision.document()).isEqualTo(document);
  }
}
