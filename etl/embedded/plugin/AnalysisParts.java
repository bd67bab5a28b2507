package org.clippings.analysis;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.bn.BengaliNormalizationFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.el.GreekLowerCaseFilter;
import org.apache.lucene.analysis.fa.PersianNormalizationFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishLowerCaseFilter;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.hi.HindiNormalizationFilter;
import org.apache.lucene.analysis.in.IndicNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.sr.SerbianNormalizationFilter;
import org.apache.lucene.analysis.tr.ApostropheFilter;
import org.apache.lucene.analysis.tr.TurkishLowerCaseFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.IndexScopedSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.settings.SettingsFilter;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.rest.RestController;
import org.elasticsearch.rest.RestHandler;

/**
 * Registers the analysis parts that our mappings and the index of users and keys name, from the Lucene classes in the distribution (for Thai, with ICU), under
 * the names and with the parameters that Elasticsearch documents for them: a mapping that loads here loads
 * on a stock Elasticsearch, and analyzes the same.
 */
public final class AnalysisParts extends Plugin implements AnalysisPlugin, ActionPlugin {

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> filters = new LinkedHashMap<>();
        filters.put("arabic_normalization", normalizing(ArabicNormalizationFilter::new));
        filters.put("bengali_normalization", normalizing(BengaliNormalizationFilter::new));
        filters.put("cjk_width", normalizing(CJKWidthFilter::new));
        filters.put("decimal_digit", normalizing(DecimalDigitFilter::new));
        filters.put("german_normalization", normalizing(GermanNormalizationFilter::new));
        filters.put("hindi_normalization", normalizing(HindiNormalizationFilter::new));
        filters.put("indic_normalization", normalizing(IndicNormalizationFilter::new));
        filters.put("persian_normalization", normalizing(PersianNormalizationFilter::new));
        filters.put("scandinavian_folding", normalizing(ScandinavianFoldingFilter::new));
        filters.put("serbian_normalization", normalizing(SerbianNormalizationFilter::new));
        filters.put("lowercase", (index, env, name, settings) -> normalizer(name, lowercase(settings)));
        filters.put("asciifolding", (index, env, name, settings) -> {
            boolean keep = settings.getAsBoolean("preserve_original", false);
            // The normal form of a term is one term, so the original is not kept there.
            return normalizer(name, in -> new ASCIIFoldingFilter(in, keep), ASCIIFoldingFilter::new);
        });
        filters.put("apostrophe", (index, env, name, settings) -> filter(name, ApostropheFilter::new));
        filters.put("cjk_bigram", (index, env, name, settings) -> {
            boolean unigrams = settings.getAsBoolean("output_unigrams", false);
            return filter(name, in -> new CJKBigramFilter(in, CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA
                    | CJKBigramFilter.KATAKANA | CJKBigramFilter.HANGUL, unigrams));
        });
        filters.put("elision", (index, env, name, settings) -> {
            CharArraySet articles = words(settings, "articles", FrenchAnalyzer.DEFAULT_ARTICLES,
                    settings.getAsBoolean("articles_case", false));
            return normalizer(name, in -> new ElisionFilter(in, articles));
        });
        filters.put("keyword_marker", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> {
            CharArraySet keywords = words(settings, "keywords", CharArraySet.EMPTY_SET,
                    settings.getAsBoolean("ignore_case", false));
            return filter(name, in -> new SetKeywordMarkerFilter(in, keywords));
        }));
        filters.put("pattern_replace", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> {
            String replacement = settings.get("replacement", "");
            boolean all = settings.getAsBoolean("all", true);
            String text = settings.get("pattern");
            if (text == null) {
                throw new IllegalArgumentException("pattern is missing for [" + name + "] token filter of type 'pattern_replace'");
            }
            Pattern pattern = Regex.compile(text, settings.get("flags"));
            return normalizer(name, in -> new PatternReplaceFilter(in, pattern, replacement, all));
        }));
        filters.put("pattern_capture", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> {
            boolean original = settings.getAsBoolean("preserve_original", true);
            Pattern[] patterns = settings.getAsList("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new);
            return filter(name, in -> new PatternCaptureGroupTokenFilter(in, original, patterns));
        }));
        filters.put("unique", (index, env, name, settings) -> filter(name, UniqueFilter::new));
        filters.put("stemmer", (index, env, name, settings) -> {
            String language = settings.get("language", settings.get("name", "porter"));
            return filter(name, Stemmers.of(language));
        });
        return filters;
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of(
                "thai", (index, env, name, settings) -> TokenizerFactory.newFactory(name, ThaiTokenizer::new),
                "uax_url_email", (index, env, name, settings) -> TokenizerFactory.newFactory(name, UAX29URLEmailTokenizer::new));
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of("mapping", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> {
            NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
            for (String rule : settings.getAsList("mappings")) {
                String[] sides = rule.split("\\s*=>\\s*", 2);
                map.add(unescape(sides[0]), unescape(sides[1]));
            }
            return charFilter(name, map.build());
        }));
    }

    @Override
    public Collection<RestHandler> getRestHandlers(Settings settings, NamedWriteableRegistry registry,
            RestController controller, ClusterSettings clusterSettings, IndexScopedSettings indexSettings,
            SettingsFilter settingsFilter, IndexNameExpressionResolver resolver, Supplier<DiscoveryNodes> nodes,
            Predicate<NodeFeature> features) {
        return List.of(new RootHandler(settings));
    }

    private static UnaryOperator<TokenStream> lowercase(Settings settings) {
        String language = settings.get("language", "");
        return switch (language) {
            case "" -> LowerCaseFilter::new;
            case "greek" -> GreekLowerCaseFilter::new;
            case "irish" -> IrishLowerCaseFilter::new;
            case "turkish" -> TurkishLowerCaseFilter::new;
            default -> throw new IllegalArgumentException("language [" + language + "] not support for lower case");
        };
    }

    private static CharArraySet words(Settings settings, String key, CharArraySet otherwise, boolean ignoreCase) {
        List<String> words = settings.getAsList(key);
        return words.isEmpty() ? otherwise : new CharArraySet(words, ignoreCase);
    }

    /** Reads the \\uXXXX escapes in which the `mapping` filter's rules may be written. */
    private static String unescape(String side) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < side.length(); i++) {
            if (side.startsWith("\\u", i) && i + 6 <= side.length()) {
                out.append((char) Integer.parseInt(side.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                out.append(side.charAt(i));
            }
        }
        return out.toString();
    }

    private static AnalysisProvider<TokenFilterFactory> normalizing(UnaryOperator<TokenStream> step) {
        return (index, env, name, settings) -> normalizer(name, step);
    }

    /** A filter that also applies to the search for parts of words (wildcards, prefixes) and to normalizers. */
    private static TokenFilterFactory normalizer(String name, UnaryOperator<TokenStream> step) {
        return normalizer(name, step, step);
    }

    private static TokenFilterFactory normalizer(
            String name, UnaryOperator<TokenStream> step, UnaryOperator<TokenStream> normal) {
        return new NormalizingTokenFilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public TokenStream create(TokenStream in) {
                return step.apply(in);
            }

            @Override
            public TokenStream normalize(TokenStream in) {
                return normal.apply(in);
            }
        };
    }

    private static TokenFilterFactory filter(String name, UnaryOperator<TokenStream> step) {
        return new TokenFilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public TokenStream create(TokenStream in) {
                return step.apply(in);
            }
        };
    }

    private static CharFilterFactory charFilter(String name, NormalizeCharMap map) {
        return new NormalizingCharFilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public java.io.Reader create(java.io.Reader in) {
                return new MappingCharFilter(map, in);
            }
        };
    }
}
