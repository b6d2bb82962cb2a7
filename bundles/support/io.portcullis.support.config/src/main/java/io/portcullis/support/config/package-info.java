// SPDX-License-Identifier: Apache-2.0
/** Checks the properties that a component was configured with. */
@NullMarked
package io.portcullis.support.config;

import org.jspecify.annotations.NullMarked;
