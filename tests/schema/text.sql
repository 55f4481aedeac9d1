-- Names, initials, phones and identity numbers.
begin;
set local search_path = tap, pg_catalog;
select plan(53);

select is(sec.name_dots(U&'\963F\4E0D\90FD' || d || U&'\5410\5C14\900A'), U&'\963F\4E0D\90FD\00B7\5410\5C14\900A',
          'SPEC 3.5: a look-alike dot is kept as U+00B7: U+' || upper(lpad(to_hex(ascii(d)), 4, '0')))
  from unnest(array[U&'\00B7', U&'\2022', U&'\2027', U&'\2219', U&'\22C5', U&'\25CF', U&'\30FB', U&'\FF65', U&'\FF0E', '.', U&'\3002',
                    U&' \00B7 ', U&'\2024']) as d;
select is(sec.name_dots('J. SMITH'), 'J. SMITH', 'SPEC 3.5: a full stop in a Latin name stays');
select is(sec.name_dots(U&'\3000\674E\3000\6837\672C\200B '), U&'\674E \6837\672C', 'SPEC 3.5: one space at most, nothing invisible');
select is(char_length(sec.name_dots(repeat(U&'\963F', 60))), 60, 'SPEC 3.5: a long name is kept whole');
select is(sec.fold_name(U&'\FF2C\FF29 \963F\00B7\5C14'), sec.fold_name(U&'li\963F.\5C14'), 'SPEC 3.5: compared without dots, spaces, width, case');
select isnt(sec.fold_name('李样本'), sec.fold_name('李样'), 'SPEC 3.5: different names differ');
select ok(sec.name_same('阿卜杜热合曼·努尔麦麦提托合提', '阿卜杜热合曼·努尔麦麦提托合提江'), 'SPEC 3.5: a full card name is the beginning of the extended one');
select ok(not sec.name_same('阿卜杜热合曼', '阿卜杜热合曼江'), 'SPEC 3.5: a name that is not full is not');

select is(sec.initials('李样本'), array['lyb'], 'DESIGN 3: initials');
select is((sec.initials('曾国庆'))[1], 'zgq', 'DESIGN 3: a surname''s reading: 曾 z');
select is((sec.initials('单小军'))[1], 'sxj', 'DESIGN 3: a surname''s reading: 单 s');
select is((sec.initials('仇德明'))[1], 'qdm', 'DESIGN 3: a surname''s reading: 仇 q');
select is((sec.initials('尉迟春'))[1], 'ycc', 'DESIGN 3: a surname of two characters');
select ok(cardinality(sec.initials('重重重重重重')) = 4, 'DESIGN 3: at most four spellings');
select is(sec.initials('ZHENGJIAN YANGBEN'), array['zy'], 'DESIGN 3: Latin words by their first letters');
select is(sec.initials('3号楼钢筋班', false), array['3hlgjb'], 'DESIGN 3: digits stay');
select is((sec.initials('阿不都·吐尔逊'))[1], 'abdtex', 'DESIGN 3: the dot is not spelt');
select is(sec.initials(''), '{}'::text[], 'DESIGN 3: nothing spells nothing');

select is(sec.phone_of('+86 199-0000-0001'), '19900000001', 'SPEC 3.1: a mobile number as it was typed');
select is(sec.phone_of(U&'\FF11\FF19\FF19\FF10\FF10\FF10\FF10\FF10\FF10\FF10\FF11'), '19900000001', 'SPEC 3.1: full-width digits');
select is(sec.phone_of('12900000001'), null, 'SPEC 3.1: no such prefix');
select is(sec.phone_of('1990000000'), null, 'SPEC 3.1: a digit short');
select is(sec.phone_masked('19900000001'), '199****0001', 'SPEC 3.6: a phone shows 3 and 4');

-- The standards' and the cards' own specimens.
select is(sec.number_fault(kind, number), fault, 'SPEC 3.4: ' || number || ' as ' || kind || ': ' || coalesce(fault, 'in order'))
  from (values ('resident_id', '11010519491231002X', null), ('resident_id', '440524188001010014', null),
               ('resident_id', '653125188001010010', null), ('hmt_permit', '810000199408230021', null),
               ('hmt_permit', '830000199201300022', null), ('foreigner_id', '911124198108030024', null),
               ('foreigner_id', '932682198501010017', null), ('foreigner_id', 'CAN110081080310', null),
               ('resident_id', '110105194912310021', 'check'), ('foreigner_id', 'CAN110081080311', 'check'),
               ('resident_id', '11010519490231002X', 'date'), ('resident_id', '1101051949123100', 'form'),
               ('resident_id', '810000199408230021', 'form'), ('hmt_permit', '11010519491231002X', 'form'),
               ('foreigner_id', '11010519491231002X', 'form'), ('passport', '11010519491231002X', 'form')) as v(kind, number, fault);
select is(sec.number_birth('11010519491231002X'), date '1949-12-31', 'SPEC 3.4: the birth day in a number');
select is(sec.number_sex('911124198108030024') || sec.number_sex('932682198501010017'), 'femalemale', 'SPEC 3.4: the sex in a number');
select * from finish();
rollback;
