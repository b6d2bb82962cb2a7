// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import io.portcullis.api.RequireGate;
import io.portcullis.api.ToolGate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The adapter as a service; present exactly while the gate is present. */
@Component(service = GovernedTools.class)
@RequireGate
public final class GovernedToolsComponent extends GovernedToolSet {

  /**
   * Opens the adapter.
   *
   * @param gate decides and runs the calls
   */
  @Activate
  public GovernedToolsComponent(@Reference ToolGate gate) {
    super(gate);
  }

  @Deactivate
  void deactivate() {
    revoke();
  }
}
