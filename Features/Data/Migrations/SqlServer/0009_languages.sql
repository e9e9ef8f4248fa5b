-- Languages in the one form in which devices are registered from now on (LanguageTag): without codes that were replaced, and with the script where a
-- language has several. What an extension makes very long waits for the next registration. The hub hears of it when it is told of the device again:
-- nothing is sent by its tags of languages.
UPDATE devices
SET locale = CASE SUBSTRING(locale + '-', 1, 3)
    WHEN 'iw-' THEN 'he'
    WHEN 'in-' THEN 'id'
    WHEN 'ji-' THEN 'yi'
    WHEN 'jw-' THEN 'jv'
    WHEN 'mo-' THEN 'ro'
    WHEN 'no-' THEN 'nb'
    WHEN 'tl-' THEN 'fil'
    END + SUBSTRING(locale, 3, 33)
WHERE LEN(locale) <= 30 AND SUBSTRING(locale + '-', 1, 3) IN ('iw-', 'in-', 'ji-', 'jw-', 'mo-', 'no-', 'tl-');

UPDATE devices SET locale = 'sr' + CASE WHEN locale LIKE 'sh-____' OR locale LIKE 'sh-____-%' THEN '' ELSE '-Latn' END + SUBSTRING(locale, 3, 33)
WHERE LEN(locale) <= 30 AND SUBSTRING(locale + '-', 1, 3) = 'sh-';

-- The script where the region writes the language in another one than is usual, and else the usual one.
UPDATE devices
SET locale = SUBSTRING(locale, 1, 2) + CASE
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('az-IQ-', 'az-IR-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('az-RU-') THEN '-Cyrl'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('pa-PK-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('sd-IN-') THEN '-Deva'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('sr-ME-', 'sr-RO-', 'sr-RU-', 'sr-TR-') THEN '-Latn'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('uz-AF-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('uz-CN-') THEN '-Cyrl'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('zh-AU-', 'zh-BN-', 'zh-GB-', 'zh-GF-', 'zh-HK-', 'zh-ID-', 'zh-MO-', 'zh-PA-', 'zh-PF-', 'zh-PH-', 'zh-SR-', 'zh-TH-', 'zh-TW-', 'zh-US-', 'zh-VN-') THEN '-Hant'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('ha-CM-', 'ha-SD-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('kk-AF-', 'kk-CN-', 'kk-IR-', 'kk-MN-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('ku-LB-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('ky-CN-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('ky-TR-') THEN '-Latn'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('mn-CN-') THEN '-Mong'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('ms-CC-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('tg-PK-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 6) IN ('ug-KZ-', 'ug-MN-') THEN '-Cyrl'
    WHEN SUBSTRING(locale + '-', 1, 3) IN ('az-', 'bs-', 'ff-', 'uz-') THEN '-Latn'
    WHEN SUBSTRING(locale + '-', 1, 3) IN ('ks-', 'sd-') THEN '-Arab'
    WHEN SUBSTRING(locale + '-', 1, 3) IN ('pa-') THEN '-Guru'
    WHEN SUBSTRING(locale + '-', 1, 3) IN ('sr-') THEN '-Cyrl'
    WHEN SUBSTRING(locale + '-', 1, 3) IN ('zh-') THEN '-Hans'
    ELSE '' END + SUBSTRING(locale, 3, 33)
WHERE LEN(locale) <= 30 AND SUBSTRING(locale + '-', 1, 3) IN ('az-', 'bs-', 'ff-', 'ks-', 'pa-', 'sd-', 'sr-', 'uz-', 'zh-', 'ha-', 'kk-', 'ku-', 'ky-', 'mn-', 'ms-', 'tg-', 'ug-')
    AND locale NOT LIKE '__-____' AND locale NOT LIKE '__-____-%';

UPDATE devices
SET locale = SUBSTRING(locale, 1, 3) + CASE
    WHEN SUBSTRING(locale + '-', 1, 7) IN ('yue-CN-') THEN '-Hans'
    WHEN SUBSTRING(locale + '-', 1, 4) IN ('shi-') THEN '-Tfng'
    WHEN SUBSTRING(locale + '-', 1, 4) IN ('vai-') THEN '-Vaii'
    WHEN SUBSTRING(locale + '-', 1, 4) IN ('yue-') THEN '-Hant'
    ELSE '' END + SUBSTRING(locale, 4, 33)
WHERE LEN(locale) <= 30 AND SUBSTRING(locale + '-', 1, 4) IN ('shi-', 'vai-', 'yue-')
    AND locale NOT LIKE '___-____' AND locale NOT LIKE '___-____-%';

-- Devices whose time zone could not be read; the dashboard counts them in an audience.
CREATE INDEX devices_unknown_zone ON devices (time_zone) WHERE time_zone = 'Etc/Unknown';
