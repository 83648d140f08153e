/** Small programs that show how the contract is used. */
package org.ccalloc.examples;
