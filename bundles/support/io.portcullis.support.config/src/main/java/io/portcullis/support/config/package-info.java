// SPDX-License-Identifier: Apache-2.0

/** Decides whether a component may use the properties it was activated with. */
@NullMarked
package io.portcullis.support.config;

import org.jspecify.annotations.NullMarked;
