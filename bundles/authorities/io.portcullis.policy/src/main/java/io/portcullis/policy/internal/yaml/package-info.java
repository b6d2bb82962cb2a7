// SPDX-License-Identifier: Apache-2.0

/** Reads YAML with source locations and within bounds. */
@NullMarked
package io.portcullis.policy.internal.yaml;

import org.jspecify.annotations.NullMarked;
