// SPDX-License-Identifier: Apache-2.0

/** Names the configured values and reports those that cannot be understood. */
@NullMarked
package io.portcullis.approval.internal.config;

import org.jspecify.annotations.NullMarked;
