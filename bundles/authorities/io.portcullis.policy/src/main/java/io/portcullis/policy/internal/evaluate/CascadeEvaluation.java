// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.PolicyDecision;
import io.portcullis.policy.PolicyDecision.NeedsApproval;
import io.portcullis.policy.PolicyDecision.Permit;
import io.portcullis.policy.PolicyDecision.Refuse;
import io.portcullis.policy.PolicyRequest;
import io.portcullis.policy.internal.document.PolicyDocument;
import io.portcullis.policy.internal.document.ToolRule;
import io.portcullis.policy.internal.json.Unreadable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several documents that all have a say: any refusal wins, then the narrowest wish for an approval.
 */
public final class CascadeEvaluation implements Evaluation {

  private static final String NOBODY = "no policy document is for this request";
  private static final Refuse NO_DOCUMENT = new Refuse(NOBODY, NOBODY, "");

  private final Cascade cascade;
  private final Surroundings surroundings;

  public CascadeEvaluation(Cascade cascade, Surroundings surroundings) {
    this.cascade = cascade;
    this.surroundings = surroundings;
  }

  @Override
  public PolicyDecision evaluate(PolicyRequest request, Arguments arguments) throws Unreadable {
    Target target = TargetReader.read(request, arguments);
    List<PolicyDocument> documents = cascade.applicable(request, target.tool(request));
    if (documents.isEmpty()) {
      return NO_DOCUMENT;
    }
    for (int i = 0; i < documents.size(); i++) {
      Refuse refused = Stages.schedule(documents.get(i), surroundings);
      if (refused != null) {
        return refused;
      }
    }
    Merge merge = new Merge(request, target, arguments);
    for (int i = 0; i < documents.size(); i++) {
      Refuse refused = merge.add(documents.get(i));
      if (refused != null) {
        return refused;
      }
    }
    return merge.decide(documents);
  }

  /** What the documents say together. */
  private final class Merge {
    private final PolicyRequest request;
    private final Target target;
    private final Arguments arguments;
    private @Nullable Unreadable unreadable;
    private @Nullable NeedsApproval approval;
    private @Nullable Permit permit;
    private @Nullable PolicyDocument limiting;
    private long limit = Long.MAX_VALUE;

    Merge(PolicyRequest request, Target target, Arguments arguments) {
      this.request = request;
      this.target = target;
      this.arguments = arguments;
    }

    /**
     * Adds a document. Allow lists are intersected and deny lists united by asking each document in
     * turn: a capability is in the intersection if no list omits it.
     */
    @Nullable Refuse add(PolicyDocument document) {
      Refuse refused = Stages.network(document, target);
      ToolRule rule = Stages.rule(document, request, target);
      if (refused == null && rule != null && !rule.allow()) {
        refused = document.outcomes().tool;
      }
      if (refused == null) {
        refused = Stages.capability(document, request, target);
      }
      if (refused != null) {
        return refused;
      }
      Permit said = Stages.permit(document, rule, target);
      if (permit == null || !said.equals(document.outcomes().silent)) {
        permit = said;
      }
      if (rule != null) {
        addRule(document, rule);
      }
      return null;
    }

    private void addRule(PolicyDocument document, ToolRule rule) {
      if (rule.limit() != ToolRule.UNLIMITED && rule.limit() < limit) {
        limit = rule.limit();
        limiting = document;
      }
      if (rule.approvalIf() == null) {
        return;
      }
      try {
        NeedsApproval asked = Approvals.asked(document, rule, request, target, arguments);
        if (asked != null) {
          approval = asked;
        }
      } catch (Unreadable e) {
        // A refusal of a later document is still an answer, and a better one.
        unreadable = e;
      }
    }

    PolicyDecision decide(List<PolicyDocument> documents) throws Unreadable {
      // Before the arguments count, as with one document: what is used up of a limit must not hang
      // on them, or a replay without them could not go on counting.
      if (limiting != null) {
        Refuse refused = surroundings.limit(limiting, limit, request, target.tool(request));
        if (refused != null) {
          return refused;
        }
      }
      if (unreadable != null) {
        throw unreadable;
      }
      PolicyDecision passed = permit == null ? NO_DOCUMENT : permit;
      CascadeData data = CascadeData.of(documents);
      if (data != null && permit != null) {
        ScanResult result = new DataScan(data.patterns(), request, arguments).scan(data.action());
        passed = Evaluation.afterScan(result, data.action(), data.document(), permit);
        if (approval != null && !(passed instanceof Refuse)) {
          return data.with(approval, result);
        }
      }
      return approval == null || passed instanceof Refuse ? passed : approval;
    }
  }
}
