// SPDX-License-Identifier: Apache-2.0

/**
 * Waits for events, sets clocks, matches allows with executions, samples long series and starts a
 * process of another user.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.portcullis.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
