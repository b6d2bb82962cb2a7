// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import io.portcullis.api.ToolCall;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One page of tools on its way: first the pins, then whatever the policy denies. Thread-safe. */
final class HeldList implements GateDoor.Asking {
  private static final Logger LOG = LoggerFactory.getLogger(HeldList.class);

  private final ToolList list;
  private final HeldAnswer holding;
  private final AnswerRules rules;
  private final Party party;
  private final GateDoor door;
  private volatile @Nullable Previews previews;

  HeldList(ToolList list, HeldAnswer holding, AnswerRules rules, Party party, GateDoor door) {
    this.list = list;
    this.holding = holding;
    this.rules = rules;
    this.party = party;
    this.door = door;
  }

  /** Begins; to be called once. */
  void start() {
    ToolPins pins = rules.store();
    if (pins == null) {
      hide(Set.of());
    } else {
      pins.compare(party.source(), list.definitions())
          .thenAccept(comparison -> guarded(() -> seen(comparison)));
    }
  }

  /** Whatever goes wrong in a thread where nobody would hear of it. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("a list of tools of {} cannot be made", party.source(), e);
      holding.deny(Denial.of(DenialCode.LIST_UNCLEAR));
    }
  }

  private void seen(ToolPins.PinComparison comparison) {
    if (comparison instanceof ToolPins.PinComparison.Compared compared) {
      hide(compared.changed());
    } else if (comparison instanceof ToolPins.PinComparison.Withheld withheld) {
      holding.deny(Denial.of(withheld.code()));
    }
  }

  private void hide(Set<String> changed) {
    List<String> unchanged =
        list.callable().stream().filter(tool -> !changed.contains(tool)).toList();
    if (!rules.hideDenied() || !holding.isOpen()) {
      tell(Set.copyOf(unchanged));
      return;
    }
    Previews asked =
        new Previews(
            door,
            unchanged.stream().map(this::call).toList(),
            denied ->
                guarded(
                    () -> {
                      Set<String> shown = new HashSet<>(unchanged);
                      shown.removeAll(denied);
                      tell(shown);
                    }));
    previews = asked;
    asked.start();
    if (!holding.isOpen()) {
      asked.giveUp(); // it was given up while the pins were kept
    }
  }

  private ToolCall call(String tool) {
    return ToolCall.builder(tool).agent(party.agent()).source(party.source()).build();
  }

  private void tell(Set<String> shown) {
    holding.tell(list.text(shown::contains, rules.hideDenied(), holding.isModern()));
  }

  @Override
  public void giveUp() {
    holding.giveUp();
    Previews asked = previews;
    if (asked != null) {
      asked.giveUp();
    }
  }
}
