// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import io.portcullis.api.ToolCall;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a batch.
 *
 * @param call the call
 * @param now the time of the call; null does not change the clock
 */
public record BatchCall(ToolCall call, @Nullable Instant now) {}
