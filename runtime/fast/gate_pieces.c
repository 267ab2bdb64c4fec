/* gate_pieces.c   for --fast-math there are no tables: fractions are quicker.
 * needs: */
