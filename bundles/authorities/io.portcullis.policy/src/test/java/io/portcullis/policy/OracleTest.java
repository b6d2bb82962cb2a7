// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random documents and requests: the engine decides as the straightforward reading of the rules
 * does.
 */
class OracleTest {

  @TempDir Path home;

  /** The decisions so far: the proof that the rounds reach every outcome. */
  private final Set<String> outcomes = new TreeSet<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void singleDocumentIsEvaluatedAsWritten(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      RandomDocument document = RandomDocument.next(random, false);
      PolicyEngine engine = Given.engine(document.yaml());
      Oracle oracle = new Oracle();
      for (int i = 0; i < 60; i++) {
        RandomRequest request = RandomRequest.next(random);
        String said = said(engine.evaluate(request.request()));
        assertThat(said)
            .as("%s%n%s", document.yaml(), request)
            .isEqualTo(oracle.single(document, request));
        outcomes.add(said);
      }
    }
    assertThat(outcomes).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void cascadeIsEvaluatedAsWritten(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      List<RandomDocument> documents = new ArrayList<>();
      Path folder = Files.createDirectory(home.resolve(seed + "-" + round));
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        RandomDocument document = RandomDocument.next(random, true);
        documents.add(document);
        Files.writeString(folder.resolve(i + ".yaml"), document.yaml());
      }
      PolicyEngine engine = Given.engine(new PolicyLoader().load(folder));
      Oracle oracle = new Oracle();
      for (int i = 0; i < 60; i++) {
        RandomRequest request = RandomRequest.next(random);
        String said = said(engine.evaluate(request.request()));
        assertThat(said)
            .as("%s%n%s", documents, request)
            .isEqualTo(oracle.cascade(documents, request));
        outcomes.add(said);
      }
    }
    assertThat(outcomes).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void documentWithoutRulesIsEvaluatedAloneAsInAFolder(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      String yaml = ownForm(RandomDocument.next(random, false), random.nextBoolean());
      Path folder = Files.createDirectory(home.resolve(seed + "-" + round));
      Files.writeString(folder.resolve("only.yaml"), yaml);
      PolicyEngine alone = Given.engine(new PolicyLoader().load(folder.resolve("only.yaml")));
      PolicyEngine inFolder = Given.engine(new PolicyLoader().load(folder));
      for (int i = 0; i < 60; i++) {
        PolicyRequest request = RandomRequest.next(random).request();
        PolicyDecision decision = alone.evaluate(request);
        assertThat(decision).as("%s%n%s", yaml, request).isEqualTo(inFolder.evaluate(request));
        assertThat(alone.evaluateWithoutArguments(request))
            .as("%s%n%s", yaml, request)
            .isEqualTo(inFolder.evaluateWithoutArguments(request));
        outcomes.add(said(decision));
      }
    }
    assertThat(outcomes)
        .contains(
            "allow",
            "nothing allows it",
            "requires_approval",
            "outside active hours",
            "host not in network allowlist",
            "capability denied by policy",
            "tool denied by policy",
            "rate limit exceeded");
  }

  private static String ownForm(RandomDocument document, boolean open) {
    return "apiVersion: portcullis/v1\nkind: Policy\nspec:\n"
        + (open ? "  default: allow\n" : "")
        + document.yaml().indent(2);
  }

  private static String said(PolicyDecision decision) {
    if (decision instanceof Allow) {
      return "allow";
    }
    return decision instanceof NeedsApproval ? "requires_approval" : decision.reason();
  }
}
