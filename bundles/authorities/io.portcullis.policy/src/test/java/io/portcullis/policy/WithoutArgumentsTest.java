// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WithoutArgumentsTest {

  @TempDir Path home;

  private static Optional<PolicyDecision> decide(String yaml, PolicyRequest request) {
    return Given.engine(yaml).evaluateWithoutArguments(request);
  }

  @Test
  void decidesIfNoArgumentCanChangeTheDecision() {
    String noted = "\ndata: {credential_action: alert_only}";
    assertThat(decide("tools: {t: {allow: true}}" + noted, Given.call("t")))
        .containsInstanceOf(Allow.class);
    assertThat(
            decide(
                "{apiVersion: portcullis/v1, spec: {tools: {t: {allow: true}}}}", Given.call("t")))
        .containsInstanceOf(Allow.class);
    assertThat(decide("tools: {t: {allow: false}}", Given.call("t")))
        .containsInstanceOf(Deny.class);
    assertThat(decide("tools: {t: {allow: true, requires_approval_if: ''}}", Given.call("t")))
        .containsInstanceOf(NeedsApproval.class);
    assertThat(decide("tools: {t: {allow: true}}", Given.call(" ")))
        .containsInstanceOf(Fault.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tools: {t: {allow: true, requires_approval_if: 'args.n > 1'}}",
        "tools: {t: {allow: true}}",
        "{apiVersion: portcullis/v1, spec: {tools: {t: {allow: true}}, data: {}}}",
        "data: {sensitive_patterns: ['secret']}",
        "data: {sensitive_patterns: ['secret'], credential_action: block}"
      })
  void leavesADecisionOpenThatAnArgumentCouldChange(String yaml) {
    assertThat(decide(yaml, Given.call("t"))).isEmpty();
  }

  @Test
  void permitsIfAFindingIsOnlyNoted() {
    assertThat(
            decide(
                "data: {sensitive_patterns: ['secret'], credential_action: alert_only}",
                Given.call("t")))
        .containsInstanceOf(Allow.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Action.class,
      names = {"FILE_OPERATION", "NETWORK_CALL", "PROCESS_EXEC"})
  void leavesARequestOpenWhoseCapabilityDependsOnTheArguments(Action action) {
    PolicyRequest request =
        new PolicyRequest(
            "", "", "", action, "", "", "{\"path\":\"/\",\"operation\":\"read\"}", "http://a.test");
    assertThat(decide("tools: {'*': {allow: true}}", request)).isEmpty();
  }

  @Test
  void countsAgainstALimitEvenIfTheDecisionIsOpen() throws Exception {
    String limited =
        "tools: {t: {allow: true, limit_per_hour: 1, requires_approval_if: 'args.n > 1'}}";
    Files.writeString(home.resolve("a.yaml"), limited);
    for (Policies policies : List.of(Given.policies(limited), new PolicyLoader().load(home))) {
      PolicyEngine engine = Given.engine(policies);
      assertThat(engine.evaluateWithoutArguments(Given.call("t"))).isEmpty();
      assertThat(engine.evaluate(Given.call("t"))).isInstanceOf(Deny.class);
      assertThat(engine.evaluateWithoutArguments(Given.call("t"))).containsInstanceOf(Deny.class);
    }
  }

  /** Each engine evaluates all requests, so that the limits are used up on the way. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void neverContradictsADecisionWithArguments(long seed) throws Exception {
    Random random = new Random(seed);
    int[] decided = new int[2];
    Set<String> kinds = new HashSet<>();
    for (int round = 0; round < 60; round++) {
      Policies policies = documents(random, seed + "-" + round);
      PolicyEngine blind = Given.engine(policies);
      List<PolicyEngine> seeing =
          IntStream.range(0, 5).mapToObj(n -> Given.engine(policies)).toList();
      for (int i = 0; i < 60; i++) {
        RandomRequest request = RandomRequest.next(random);
        Optional<String> kind = blind.evaluateWithoutArguments(request.request()).map(Given::kind);
        for (int n = 0; n < 5; n++) {
          RandomRequest other =
              new RandomRequest(
                  request.action(),
                  request.org(),
                  request.team(),
                  request.tool(),
                  request.capability(),
                  request.host(),
                  n);
          String with = Given.kind(seeing.get(n).evaluate(other.request()));
          assertThat(kind.orElse(with)).as("%s %s", policies.names(), other).isEqualTo(with);
        }
        decided[kind.isPresent() ? 1 : 0]++;
        kind.ifPresent(kinds::add);
      }
    }
    assertThat(decided[0]).isPositive();
    assertThat(decided[1]).isPositive();
    assertThat(kinds).contains("Allow", "Deny");
  }

  private Policies documents(Random random, String name) throws Exception {
    if (random.nextBoolean()) {
      return Given.policies(RandomDocument.next(random, false).yaml());
    }
    Path folder = Files.createDirectory(home.resolve(name));
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      Files.writeString(folder.resolve(i + ".yaml"), RandomDocument.next(random, true).yaml());
    }
    return new PolicyLoader().load(folder);
  }
}
