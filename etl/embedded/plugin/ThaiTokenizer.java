package org.clippings.analysis;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.Locale;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.util.SegmentingTokenizerBase;

/**
 * The stock `thai` tokenizer, with ICU's dictionary of Thai words: Lucene's asks the JRE for one, and ours has none.
 */
final class ThaiTokenizer extends SegmentingTokenizerBase {

    private final BreakIterator words = BreakIterator.getWordInstance(new ULocale("th"));
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final OffsetAttribute offsets = addAttribute(OffsetAttribute.class);
    private int sentence;

    ThaiTokenizer() {
        super(java.text.BreakIterator.getSentenceInstance(Locale.ROOT));
    }

    @Override
    protected void setNextSentence(int start, int end) {
        sentence = start;
        words.setText(new String(buffer, start, end - start));
        words.first();
    }

    @Override
    protected boolean incrementWord() {
        int start = words.current();
        for (int end = words.next(); end != BreakIterator.DONE; start = end, end = words.next()) {
            // What lies between words (spaces, punctuation) is segmented too.
            if (Character.isLetterOrDigit(Character.codePointAt(buffer, sentence + start, sentence + end))) {
                clearAttributes();
                term.copyBuffer(buffer, sentence + start, end - start);
                offsets.setOffset(correctOffset(offset + sentence + start), correctOffset(offset + sentence + end));
                return true;
            }
        }
        return false;
    }
}
