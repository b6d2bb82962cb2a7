// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the sessions. */
@ObjectClassDefinition(
    id = SessionConfig.PID,
    name = "Portcullis MCP sessions",
    description = "The sessions of a user's MCP clients that share one engine")
@interface SessionConfig {
  /** The PID of the configuration. */
  String PID = "io.portcullis.mcp.session";

  /** How long the engine runs without a session. */
  @AttributeDefinition(
      name = "Idle time",
      description =
          "How many minutes the engine runs without a session before it ends, from 1 to 10080."
              + " Read when the engine starts")
  int idleMinutes() default 30;
}
