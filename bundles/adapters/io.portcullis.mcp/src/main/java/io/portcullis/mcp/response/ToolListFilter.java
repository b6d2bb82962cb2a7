// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import io.portcullis.api.ToolCall;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GateClient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Filters one page of tools, first by pins, then by policy previews. Thread-safe. */
final class ToolListFilter implements GateClient.PendingDecision {
  private static final Logger LOG = LoggerFactory.getLogger(ToolListFilter.class);

  private final ToolList list;
  private final BufferedResponse response;
  private final ResponseFilterOptions options;
  private final CallerContext party;
  private final GateClient gate;
  private volatile @Nullable ToolVisibility previews;

  ToolListFilter(
      ToolList list,
      BufferedResponse buffered,
      ResponseFilterOptions options,
      CallerContext party,
      GateClient gate) {
    this.list = list;
    this.response = buffered;
    this.options = options;
    this.party = party;
    this.gate = gate;
  }

  /** Begins; to be called once. */
  void start() {
    ToolPins pins = options.store();
    if (pins == null) {
      hide(Set.of());
    } else {
      pins.compare(party.source(), list.definitions())
          .thenAccept(comparison -> guarded(() -> seen(comparison)));
    }
  }

  /** Denies the list after an exception, which the calling thread would swallow. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("Cannot filter a list of tools of {}; the list is withheld", party.source(), e);
      response.deny(Denial.of(DenialCode.LIST_UNCLEAR));
    }
  }

  private void seen(ToolPins.PinComparison comparison) {
    if (comparison instanceof ToolPins.PinComparison.Compared compared) {
      hide(compared.changed());
    } else if (comparison instanceof ToolPins.PinComparison.Withheld withheld) {
      response.deny(Denial.of(withheld.code()));
    }
  }

  private void hide(Set<String> changed) {
    List<String> unchanged =
        list.callable().stream().filter(tool -> !changed.contains(tool)).toList();
    if (!options.hideDenied() || !response.isOpen()) {
      tell(Set.copyOf(unchanged));
      return;
    }
    ToolVisibility asked =
        new ToolVisibility(
            gate,
            unchanged.stream().map(this::call).toList(),
            denied -> guarded(() -> tellAllBut(denied, unchanged)));
    previews = asked;
    asked.start();
    if (!response.isOpen()) {
      asked.cancel(); // cancelled while the pins were stored
    }
  }

  private void tellAllBut(Set<String> denied, List<String> tools) {
    Set<String> shown = new HashSet<>(tools);
    shown.removeAll(denied);
    tell(shown);
  }

  private ToolCall call(String tool) {
    ToolCall call = ToolCall.builder(tool).agent(party.agent()).source(party.source()).build();
    ToolPins pins = options.store();
    return pins == null ? call : call.withHints(pins.hints(party.source(), tool));
  }

  private void tell(Set<String> shown) {
    response.deliver(list.text(shown::contains, options.hideDenied(), response.isModern()));
  }

  @Override
  public void cancel() {
    response.cancel();
    ToolVisibility asked = previews;
    if (asked != null) {
      asked.cancel();
    }
  }
}
