// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.ToolGate;
import io.portcullis.mcp.response.ToolPins;
import io.portcullis.mcp.stdio.StdioGateway;
import io.portcullis.mcp.stdio.StdioOptions;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The gateway as a program of the launcher: takes the words after {@code mcp} and returns the exit
 * code. While the gate or the pins are unavailable it runs on and denies.
 */
@Component(service = ToIntFunction.class, property = "main.program=mcp")
public final class StdioProgram implements ToIntFunction<List<String>> {
  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable ToolGate gate;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable ToolPins pins;

  @Override
  public int applyAsInt(List<String> arguments) {
    try {
      return new StdioGateway(() -> gate, () -> pins).run(StdioOptions.parse(arguments));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
