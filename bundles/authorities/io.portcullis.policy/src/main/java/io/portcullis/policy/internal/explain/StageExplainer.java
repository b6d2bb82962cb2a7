// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.explain;

import io.portcullis.policy.internal.data.CascadeData;
import io.portcullis.policy.internal.data.ScanResult;
import io.portcullis.policy.internal.data.SensitiveDataScanner;
import io.portcullis.policy.internal.evaluate.Approvals;
import io.portcullis.policy.internal.evaluate.Evaluation;
import io.portcullis.policy.internal.evaluate.Evaluation.EvaluationContext;
import io.portcullis.policy.internal.evaluate.EvaluationSteps;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.ToolRule;
import io.portcullis.policy.internal.ruleset.RuleEvaluator;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyExplanation.Stage;
import io.portcullis.policy.model.PolicyExplanation.StageResult;
import io.portcullis.policy.model.PolicyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects what the stages say about one request, also those that the decision does not reach. It
 * counts nothing: whether a limit is exceeded follows from the decision. Not thread-safe.
 */
final class StageExplainer {

  private final PolicyRequest request;
  private final RequestTarget target;
  private final RequestArguments arguments;
  private final EvaluationContext surroundings;
  private final PolicyDecision decision;
  private final List<Stage> stages = new ArrayList<>();

  StageExplainer(
      PolicyRequest request,
      RequestTarget target,
      RequestArguments arguments,
      EvaluationContext surroundings,
      PolicyDecision decision) {
    this.request = request;
    this.target = target;
    this.arguments = arguments;
    this.surroundings = surroundings;
    this.decision = decision;
  }

  List<Stage> stages() {
    return stages;
  }

  /** Adds the sections of the documents, from the schedule to the approval. */
  void sections(List<PolicyDocument> documents) {
    for (PolicyDocument document : documents) {
      before(document);
    }
    boolean objected = stages.stream().anyMatch(each -> each.result() == StageResult.OBJECTED);
    for (PolicyDocument document : documents) {
      ToolRule entry = EvaluationSteps.rule(document, request, target);
      if (entry != null && entry.limit() != ToolRule.UNLIMITED) {
        add("rate limit", document, limit(document, objected), reasonOfLimit(document));
      }
      if (entry != null && entry.approvalIf() != null) {
        approval(document, entry);
      }
    }
  }

  /** Adds the scan for sensitive data. */
  void data(CascadeData data) {
    try {
      ScanResult result =
          new SensitiveDataScanner(data.rules(), request, arguments).scan(data.rules().action());
      Allow silent = data.document().outcomes().silent;
      PolicyDecision said =
          Evaluation.afterScan(result, data.rules().action(), data.document(), silent);
      add("data", data.document(), said.equals(silent) ? null : said);
    } catch (InvalidArgumentsException e) {
      failed("data", data.document(), e);
    }
  }

  /** Adds what follows from the decision alone; the rules are explained by then. */
  void last(boolean countsCalls, boolean ruleDecides) {
    boolean denied = decision instanceof Deny || decision instanceof Fault;
    boolean explained = ruleDecides || stages.stream().anyMatch(Stage::deciding);
    if (decision.reason().startsWith(RuleEvaluator.UNFINISHED)) {
      stages.add(new Stage("rules", "", StageResult.FAILED, decision.reason(), true));
      explained = true;
    }
    boolean byDefault = !explained && decision.rule().equals("default");
    if (countsCalls) {
      boolean refused = denied && !explained && !byDefault;
      StageResult result =
          refused ? result(decision) : denied ? StageResult.NOT_REACHED : StageResult.PASSED;
      stages.add(new Stage("history", "", result, refused ? decision.reason() : "", refused));
    }
    stages.add(
        new Stage(
            "default",
            byDefault ? decision.document() : "",
            byDefault ? result(decision) : StageResult.NOT_REACHED,
            byDefault ? decision.reason() : "",
            byDefault));
  }

  private void before(PolicyDocument document) {
    ToolRule entry = EvaluationSteps.rule(document, request, target);
    Allow permit = EvaluationSteps.permit(document, entry, request, target);
    PolicyDocument.Sections sections = document.sections();
    if (sections.hours() != null) {
      add("schedule", document, EvaluationSteps.schedule(document, surroundings));
    }
    if (sections.network() != null && target.host() != null) {
      Deny refused = EvaluationSteps.network(document, target);
      add("network", document, orPermit(refused, permit, document.outcomes().byHost));
    }
    if (sections.capabilities() != null) {
      Deny refused = EvaluationSteps.capability(document, request, target);
      add("capabilities", document, orPermit(refused, permit, document.outcomes().byCapability));
    }
    if (entry != null) {
      add("tools", document, entry.allow() ? entry.permit() : document.outcomes().tool);
    } else if (permit != null && permit.rule().startsWith("tools.")) {
      add("tools", document, permit);
    }
  }

  private static @Nullable PolicyDecision orPermit(
      @Nullable Deny refused, @Nullable Allow permit, Allow ofSection) {
    return refused == null && Objects.equals(permit, ofSection) ? permit : refused;
  }

  private boolean limited(PolicyDocument document) {
    return decision.equals(document.outcomes().rate)
        || decision.equals(document.outcomes().tooManyRates);
  }

  private StageResult limit(PolicyDocument document, boolean objected) {
    return limited(document)
        ? StageResult.OBJECTED
        : objected ? StageResult.NOT_REACHED : StageResult.PASSED;
  }

  private String reasonOfLimit(PolicyDocument document) {
    return limited(document) ? decision.reason() : "";
  }

  private void approval(PolicyDocument document, ToolRule entry) {
    try {
      add("approval", document, Approvals.asked(document, entry, request, target, arguments));
    } catch (InvalidArgumentsException e) {
      failed("approval", document, e);
    }
  }

  private void failed(String stage, PolicyDocument document, InvalidArgumentsException cause) {
    add(stage, document, StageResult.FAILED, cause.reason());
  }

  private void add(String stage, PolicyDocument document, @Nullable PolicyDecision said) {
    if (said == null) {
      add(stage, document, StageResult.PASSED, "");
    } else {
      add(stage, document, result(said), said.reason());
    }
  }

  /** The reason and the document name the stage; a permit counts by the entry that gives it. */
  private void add(String stage, PolicyDocument document, StageResult result, String reason) {
    boolean said = result != StageResult.PASSED && result != StageResult.NOT_REACHED;
    boolean fault = result == StageResult.FAILED && decision instanceof Fault;
    boolean same =
        result == result(decision)
            && reason.equals(decision.reason())
            && (fault || document.name().equals(decision.document()))
            && (result != StageResult.ALLOWED || allows(stage));
    stages.add(new Stage(stage, document.name(), result, reason, said && same));
  }

  private boolean allows(String stage) {
    return decision.rule().startsWith(stage + ".")
        || (stage.equals("data") && decision.rule().equals("data_pattern_scan"));
  }

  private static StageResult result(PolicyDecision said) {
    if (said instanceof Allow) {
      return StageResult.ALLOWED;
    }
    if (said instanceof NeedsApproval) {
      return StageResult.ASKED;
    }
    if (said instanceof Redact) {
      return StageResult.REDACTED;
    }
    return said instanceof Deny ? StageResult.OBJECTED : StageResult.FAILED;
  }
}
