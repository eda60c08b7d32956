BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE aliases (
	old VARCHAR(40) NOT NULL, 
	new VARCHAR(40) NOT NULL, 
	PRIMARY KEY (old)
);
CREATE TABLE articles (
	id VARCHAR(64) NOT NULL, 
	page VARCHAR(40), 
	url TEXT NOT NULL, 
	title TEXT NOT NULL, 
	text BLOB NOT NULL, 
	lead TEXT NOT NULL, 
	lang VARCHAR(16), 
	published_at VARCHAR(32), 
	published_basis VARCHAR(16) NOT NULL, 
	published_precision VARCHAR(16) NOT NULL, 
	method VARCHAR(32) NOT NULL, 
	text_sha256 VARCHAR(64) NOT NULL, 
	publisher TEXT NOT NULL, 
	tier VARCHAR(16) NOT NULL, 
	first_party_of TEXT NOT NULL, 
	flags TEXT NOT NULL, 
	hub TEXT, 
	mentions BLOB NOT NULL, 
	made_by VARCHAR(64) NOT NULL, 
	stored_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "articles" VALUES('art-9e4d42a700c340d237af','pag-1eeeefba33903faa757a','http://wire.example/news/story-2','Ember 3 now on the shelves of Quillon Labs',X'789C4D8D310EC2301004FBBC62255A44C31B28904281E00367BC70960E1BE59C58FC1E870251EEEC6A7683C33370C21EB934948CAA842B6DA1A3DC719E9359C7A3041F86FF0415C744A338E3CFD252559417331AD343AB63CEB137ABF674BCC2D28DD9B9FD0293009714D7DF4BDFC97BF701E59B3193','# Ember 3 now on the shelves of Quillon Labs

Quillon Labs has released Ember 3 with open weights under the MIT license, the lab said on Sunday.','en','2026-11-23T09:00:00.000000Z','feed','day','trafilatura','5cc2051460b1b093f7cd933081414b8464d4204af3ef71a2e5ac2625eb06c07e','Wire','press','[]','["teaser"]',NULL,X'789CCDD1CB6AC3301005D05F31B3568A5FA9136F5B53024E431FBB9085EC8C83E858696519124AFFBD52EB3764EFE55C5D89C368FF0D85403A420C5A6842605069AE34C42E0394268F1810CF904C63BB7B4C52DBA855C17334495266A89CC0641F783533DA796167C9CB71213FCB421C51DA7BEEDDDA67A06AC20AE23D9C142F4BAE4CA9E0A5A06BFCF70C1C7ED84D5DD0F242BFF7ED5E9F46BA975A109DA593F2ACEA885FFF614F9CB426CE0193F022CCE9C48517DDB3FC46B59EC9D246B8A0D585E19C7616DE37ACE56A4EACA8DD5634CBCFF4DC55E3F3BC0130DD3C24CF6FC988B8DDBC3B24729415764C93F5445B48BBC284B91C303FB9D6A8ECDA0EBF62084FB7','eef5b93e0abb6103','2026-11-27T23:39:22.769600Z');
INSERT INTO "articles" VALUES('art-e0377af8eb955d8a54df','pag-b6ce128b394fcb298079','http://quillon.example/news/story-1','Quillon Labs releases Ember 3 with open weights under the MIT license',X'789C7D8D410A02311004EF794583F71CF40D1E043D08FB818933BB098C1949B2AEFEDE082A08E2B9ABAA5738CE49D532F6142A8AA850958AED3948C1064B6A1176918C45D2145BC59CB92F2D0A0EBB019A4E92AB38F73FD38CE9EE3174EB2B66E307A122A02B25A5A082D10AD896AC46FCFBD23BF7568B1057F4F7E989C9AD875BA4FC4AAFC189FD03FE7C5066','# Quillon Labs releases Ember 3 with open weights under the MIT license

Quillon Labs releases Ember 3 today. The open weights of Ember 3 are available for download under the MIT license.

Ember 3 reads longer texts than Ember 2 did.','en','2026-11-22T09:00:00.000000Z','feed','day','trafilatura','f163a928f7c2c8320593037ddb0524c6089812acbb508115724417bcdbf56086','Quillon Labs','first_party','["quillon"]','["teaser"]',NULL,X'789CCDD5C96AC3301006E057093ABBC592E2F5DA9A12701ABADC420EB2332EA2B2D2CA322494BE7BE5C63B5DA097EAA8D18FF83C23DBDB375470107B1423CDB500E4A04A33A551EC3A08A4A963E220C1321026B2B9BF6902B52A580E667D5773210E7291B2AC321BCF7032C5D773D1AC252BBF48E50759F03DC8E604F7327290AA055428DE2201476E76D1EEDDF9964548EB22D1E05A6FAE9374224BCA0CD482F62868D61774400D8199878C404F8A9525532654B0928B53FC79CC8F3E2F6C7DFEC897AEAE92DB8764225CAF1E1782E7202BE895A636089B40DA07664A6FA47C615A839AB70D8E7AD4B56E98CB7F1EE654B56C59145B32CB09CFEF5E81005B34CA80B6AAD0B36996CD639CAF984B6C1C26A6FD078D06560283BE83A16FD17DC361D4B922DFC6C61182BB5F02097F07921990CC81E48FC0DD07FF8C3F02','eef5b93e0abb6103','2026-11-27T23:39:22.772379Z');
INSERT INTO "articles" VALUES('art-bd18df71d2923a4f85df','pag-f62b5a0ce9029342f58b','http://wire.example/news/story-0','Quillon Labs puts the weights of Ember 2 online',X'789C558EC10A02310C44EFFD8A01AF52C43FF0E041F022F80369136D219B2CDB2EFBFBEE228A9E12329937B3C36DAEAA6EB8526A18E7DED08B6091FA2CEBEE0F9C8724138E70D36A12C29FA150C3242AD484BF9F4BED053E8A7D307BCCC6ABB4914F23E5751CE3015AB3589388FB4F62264312B02FA64E2C1C43B874D477AF26D98D31388B6EE5B69B528A2F0AC2448A','# Quillon Labs puts the weights of Ember 2 online

Quillon Labs has released Ember 2 with open weights, under the Apache 2.0 license. The weights can be downloaded.

It is the second model of the lab.','en','2026-11-20T09:00:00.000000Z','feed','day','trafilatura','3ebce8ae0d9d57149b063adb4f12001bbf836010cf5063ce11b6370eb034e522','Wire','press','[]','["teaser"]',NULL,X'789CCDD2414F83301407F0AF42DE992D50C02937A3C498A08BEEB8EC50D8431B4B374B49B618BFBBEDCA56207A9663DFFBA7F9E5DFAEBFA062C8B79082628A23F8D0282A15A4810F28F43C243E705A20D791E5EB8309B4B2A225EAF34BCB38DF092FA745A3171F78D4C34F3BD46741EB5F52E54E546C8BC2DC10CC6F7C902DC706D235703C30BD85CDB7FF272B8A3A571C38D7D3F23ECB07B2AC2E507AE48242739E118772819187F4406F92D635953A54D19AF1637ABA66E4C383723C726E2DFEE7D606AA28399746A6585A1276BCAB684AAD2D161DEB3A9E626BA1F963F6B345BD67CD1FEFB2E7553620DEEE69F98E1E99071E67258A062F5ABB9AE9950377F1DC463DBB1BD9939E7D4F954269BADCFC00C7A1561E','eef5b93e0abb6103','2026-11-27T23:39:22.773338Z');
INSERT INTO "articles" VALUES('art-b799961041ce42991934','pag-fd71b8f29ba5db033d0d','http://quillon.example/news/story-0','Quillon Labs releases the weights of Ember 2 under Apache 2.0',X'789C7590410A02310C45F7738A0F6EA5883770E1CE8DE005326DB4854E32B43394B9BD195154D055487EF2FE271B9CE794B30A4ED45714CE4C952BA6C8689C6E71AAD02B8E43CF057BCC12AC1E46F2A6EFDDAEEB2E1A68F903795E395C6C5B47965F484F829E11B449560A1C20DA9E466B8AB71972F22C951D0EB2A83006732EB36CE123C98D41125023155E0F07D7755FB1A642490CFF32B6795AA33431908FA6D507619CFB9C6A5C3B0C1A385BC412D0D2143FDFE2EE43D96C7B','# Quillon Labs releases the weights of Ember 2 under Apache 2.0

Today Quillon Labs releases Ember 2. The open weights of Ember 2 can be downloaded now under the Apache 2.0 license. Anyone may run, change and share them.

Quillon Labs trained Ember 2 on its own machines and publishes a model card with the weights.','en','2026-11-20T09:00:00.000000Z','feed','day','trafilatura','676ed8379fdc9b1a909ba7b8147021149a215cf20709c8572aafc25dc5a582c9','Quillon Labs','first_party','["quillon"]','["teaser"]',NULL,X'789CCD945F4F833014C5BF0AE9335B4AF9B3C19B51624CD0457D5CF650D8451B0B9BA5245B8CDFDD22140671C627D7C77B7AD2FC72CF69D71F2867C0B7284292490EC84695A442A208DB084AA53BC4469CA6C09565F574DB186A91D30CD4FC5833CE77A595D0B452076F7054E27B2BAAB9A4C50FAE6C57E66C0B6573039E87361235870A456BC4E1C0D429DA7CDA67B1DC45C7E57903D7FDEA264E4664719182B0480F05CD3C2303D46098F09013A017418B820A65CA69C1F831FABEE6573EDFE9F80267E04BEEAEE387E7784478B5A7D92B58648E7BC8569AB552C7D9D91296415969FB04D93F41DE5329414C7708073920129DAC77E16447546EA8830D0C097684E7BB3A57D7D45C17BA7A4BD7A46043BD39076313937548FF2048682460D0032EF15FCB67F1B659FFFEB9F4DB24AE51FF0BF1740F897FC91E6EBE00CF4E4A80','eef5b93e0abb6103','2026-11-27T23:39:22.774203Z');
CREATE TABLE candidate_articles (
	candidate VARCHAR(40) NOT NULL, 
	article VARCHAR(64) NOT NULL, 
	PRIMARY KEY (candidate, article), 
	FOREIGN KEY(candidate) REFERENCES candidates (id) ON DELETE CASCADE
);
INSERT INTO "candidate_articles" VALUES('cand-a010034ae3ae899cb5f4','art-e0377af8eb955d8a54df');
INSERT INTO "candidate_articles" VALUES('cand-a010034ae3ae899cb5f4','art-9e4d42a700c340d237af');
INSERT INTO "candidate_articles" VALUES('cand-d875216d064ffad14dd5','art-b799961041ce42991934');
INSERT INTO "candidate_articles" VALUES('cand-d875216d064ffad14dd5','art-bd18df71d2923a4f85df');
CREATE TABLE candidate_claims (
	candidate VARCHAR(40) NOT NULL, 
	claim VARCHAR(40) NOT NULL, 
	PRIMARY KEY (candidate, claim), 
	FOREIGN KEY(candidate) REFERENCES candidates (id) ON DELETE CASCADE
);
INSERT INTO "candidate_claims" VALUES('cand-a010034ae3ae899cb5f4','claim-58c5531819456e51402b');
INSERT INTO "candidate_claims" VALUES('cand-a010034ae3ae899cb5f4','claim-6c26522b0a2fcdcf9887');
INSERT INTO "candidate_claims" VALUES('cand-d875216d064ffad14dd5','claim-9355740cf136a2c2f9ef');
INSERT INTO "candidate_claims" VALUES('cand-d875216d064ffad14dd5','claim-3c3bd21ff9acbf5b2d50');
INSERT INTO "candidate_claims" VALUES('cand-d875216d064ffad14dd5','claim-c790b07366cffd4739b0');
CREATE TABLE candidates (
	id VARCHAR(40) NOT NULL, 
	debate VARCHAR(64) NOT NULL, 
	version INTEGER NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	score FLOAT NOT NULL, 
	body TEXT NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "candidates" VALUES('cand-a010034ae3ae899cb5f4','open',4,'rejected',0.9635,'{"id":"cand-a010034ae3ae899cb5f4","debate":"open","version":1,"state":"pending","fields":{"title":"Quillon Labs Releases Ember 3 as Open-Weight Model under MIT License","kind":"weights_release","status":"released","date":{"value":"2026-11-22","precision":"day","basis":"stated","end":null},"significance":"notable","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-3","name":"Ember 3","family":"ember","version":"3","size":null,"variant":null,"owner":"quillon"}],"license":{"key":"MIT","name":"MIT License","license_class":"open-source","clauses":[],"models":[]},"licenses":[{"key":"MIT","name":"MIT License","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"open_weights","weights":"downloadable","training_code":"unknown","training_data":"unknown","paper":"unknown","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"public","party":"open","crosses_over":false,"frontlines":["distribution"],"interpretations":[],"slots":{"date_phrase":"today","trigger":"releases"}},"score":0.9635,"claims":["claim-58c5531819456e51402b","claim-6c26522b0a2fcdcf9887"],"articles":[{"id":"art-e0377af8eb955d8a54df","url":"http://quillon.example/news/story-1","title":"Quillon Labs releases Ember 3 with open weights under the MIT license","publisher":"Quillon Labs","tier":"first_party","published_at":"2026-11-22T09:00:00Z","first_party_of":["quillon"],"lead":"# Quillon Labs releases Ember 3 with open weights under the MIT license\n\nQuillon Labs releases Ember 3 today. The open weights of Ember 3 are available for download under the MIT license.\n\nEmber 3 reads longer texts than Ember 2 did."},{"id":"art-9e4d42a700c340d237af","url":"http://wire.example/news/story-2","title":"Ember 3 now on the shelves of Quillon Labs","publisher":"Wire","tier":"press","published_at":"2026-11-23T09:00:00Z","first_party_of":[],"lead":"# Ember 3 now on the shelves of Quillon Labs\n\nQuillon Labs has released Ember 3 with open weights under the MIT license, the lab said on Sunday."}],"evidence":[{"article":"art-e0377af8eb955d8a54df","field":"title","start":0,"end":69,"quote":"Quillon Labs releases Ember 3 with open weights under the MIT license","supports":["kind","status","models","organizations","openness","openness.weights","license","access"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":2,"end":71,"quote":"Quillon Labs releases Ember 3 with open weights under the MIT license","supports":["kind","status","models","organizations"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":73,"end":109,"quote":"Quillon Labs releases Ember 3 today.","supports":["kind","status","models","organizations","date"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":110,"end":187,"quote":"The open weights of Ember 3 are available for download under the MIT license.","supports":["kind","status","models","organizations"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":189,"end":233,"quote":"Ember 3 reads longer texts than Ember 2 did.","supports":["kind","status","models"]},{"article":"art-9e4d42a700c340d237af","field":"text","start":46,"end":144,"quote":"Quillon Labs has released Ember 3 with open weights under the MIT license, the lab said on Sunday.","supports":["kind","status","models","organizations","date","openness","openness.weights","license","access"]},{"article":"art-9e4d42a700c340d237af","field":"text","start":2,"end":44,"quote":"Ember 3 now on the shelves of Quillon Labs","supports":["kind","status","models"]}],"confidence":{"claim":0.9527,"date":0.945,"kind":0.945,"license":0.9137,"models":0.9568,"openness":0.945,"organizations":0.945,"status":0.945},"held_because":null,"significance_why":[],"conflicts":[],"matches":[],"why":["2 publishers","best claim confidence 0.91","a first-party source","party open: weights are given or promised","distribution: always touched by weights_release","rule listed","rule openness:text","rule trigger:active:released","rule trigger:active:releases","rule trigger:arrival:are available"],"updates":null}','2026-11-27T23:39:25.449868Z','2026-11-27T23:39:37.190076Z');
INSERT INTO "candidates" VALUES('cand-d875216d064ffad14dd5','open',2,'accepted',0.9635,'{"id":"cand-d875216d064ffad14dd5","debate":"open","version":1,"state":"pending","fields":{"title":"Quillon Labs Releases Ember 2 as Open-Weight Model","kind":"weights_release","status":"released","date":{"value":"2026-11-20","precision":"day","basis":"stated","end":null},"significance":"notable","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-2","name":"Ember 2","family":"ember","version":"2","size":null,"variant":null,"owner":"quillon"}],"license":{"key":"Apache-2.0","name":"Apache License 2.0","license_class":"open-source","clauses":[],"models":[]},"licenses":[{"key":"Apache-2.0","name":"Apache License 2.0","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"open_weights","weights":"downloadable","training_code":"unknown","training_data":"unknown","paper":"yes","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"public","party":"open","crosses_over":false,"frontlines":["distribution"],"interpretations":[],"slots":{"date_phrase":"Today","trigger":"releases"}},"score":0.9635,"claims":["claim-9355740cf136a2c2f9ef","claim-3c3bd21ff9acbf5b2d50","claim-c790b07366cffd4739b0"],"articles":[{"id":"art-b799961041ce42991934","url":"http://quillon.example/news/story-0","title":"Quillon Labs releases the weights of Ember 2 under Apache 2.0","publisher":"Quillon Labs","tier":"first_party","published_at":"2026-11-20T09:00:00Z","first_party_of":["quillon"],"lead":"# Quillon Labs releases the weights of Ember 2 under Apache 2.0\n\nToday Quillon Labs releases Ember 2. The open weights of Ember 2 can be downloaded now under the Apache 2.0 license. Anyone may run, change and share them.\n\nQuillon Labs trained Ember 2 on its own machines and publishes a model card with the weights."},{"id":"art-bd18df71d2923a4f85df","url":"http://wire.example/news/story-0","title":"Quillon Labs puts the weights of Ember 2 online","publisher":"Wire","tier":"press","published_at":"2026-11-20T09:00:00Z","first_party_of":[],"lead":"# Quillon Labs puts the weights of Ember 2 online\n\nQuillon Labs has released Ember 2 with open weights, under the Apache 2.0 license. The weights can be downloaded.\n\nIt is the second model of the lab."}],"evidence":[{"article":"art-b799961041ce42991934","field":"text","start":102,"end":181,"quote":"The open weights of Ember 2 can be downloaded now under the Apache 2.0 license.","supports":["kind","status","models","license","organizations","access"]},{"article":"art-b799961041ce42991934","field":"title","start":0,"end":61,"quote":"Quillon Labs releases the weights of Ember 2 under Apache 2.0","supports":["kind","status","models","organizations","openness","openness.weights","license"]},{"article":"art-b799961041ce42991934","field":"text","start":2,"end":63,"quote":"Quillon Labs releases the weights of Ember 2 under Apache 2.0","supports":["kind","status","models","organizations"]},{"article":"art-b799961041ce42991934","field":"text","start":65,"end":101,"quote":"Today Quillon Labs releases Ember 2.","supports":["kind","status","models","organizations","date"]},{"article":"art-bd18df71d2923a4f85df","field":"text","start":51,"end":133,"quote":"Quillon Labs has released Ember 2 with open weights, under the Apache 2.0 license.","supports":["kind","status","models","organizations","license","access"]},{"article":"art-bd18df71d2923a4f85df","field":"text","start":134,"end":164,"quote":"The weights can be downloaded.","supports":["kind","status","models","organizations"]},{"article":"art-bd18df71d2923a4f85df","field":"title","start":0,"end":47,"quote":"Quillon Labs puts the weights of Ember 2 online","supports":["openness","openness.weights"]}],"confidence":{"claim":0.9527,"date":0.93,"kind":0.945,"license":0.9137,"models":0.9568,"openness":0.945,"organizations":0.945,"status":0.945},"held_because":null,"significance_why":[],"conflicts":[],"matches":[],"why":["2 publishers","best claim confidence 0.91","a first-party source","party open: weights are given or promised","distribution: always touched by weights_release","rule antecedent","rule license-change","rule openness:text","rule trigger:active:released","rule trigger:active:releases","rule trigger:arrival:can be downloaded"],"updates":null}','2026-11-27T23:39:25.449868Z','2026-11-27T23:39:29.800353Z');
CREATE TABLE claims (
	id VARCHAR(40) NOT NULL, 
	debate VARCHAR(64) NOT NULL, 
	article VARCHAR(64) NOT NULL, 
	body TEXT NOT NULL, 
	outcome VARCHAR(32), 
	why TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(article) REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO "claims" VALUES('claim-6c26522b0a2fcdcf9887','open','art-9e4d42a700c340d237af','{"id":"claim-6c26522b0a2fcdcf9887","debate":"open","article":"art-9e4d42a700c340d237af","kind":"weights_release","status":"released","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-3","name":"Ember 3","family":"ember","version":"3","size":null,"variant":null,"owner":"quillon"}],"licenses":[{"key":"MIT","name":"MIT License","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"open_weights","weights":"downloadable","training_code":"unknown","training_data":"unknown","paper":"unknown","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"public","date":{"value":"2026-11-22","precision":"day","basis":"stated","end":null},"slots":{"trigger":"released","date_phrase":"Sunday"},"evidence":[{"article":"art-9e4d42a700c340d237af","field":"text","start":46,"end":144,"quote":"Quillon Labs has released Ember 3 with open weights under the MIT license, the lab said on Sunday.","supports":["kind","status","models","organizations","date","openness","openness.weights","license","access"]},{"article":"art-9e4d42a700c340d237af","field":"text","start":2,"end":44,"quote":"Ember 3 now on the shelves of Quillon Labs","supports":["kind","status","models"]}],"confidence":{"claim":0.913,"kind":0.9,"status":0.9,"openness":0.9,"models":0.92,"license":0.85,"organizations":0.9,"date":0.9},"rules":["listed","trigger:active:released","openness:text"],"signals":["frontier_maker","new_generation"],"touches":[],"first_party":false,"main":true,"roundup":false}','founded','cand-a010034ae3ae899cb5f4');
INSERT INTO "claims" VALUES('claim-58c5531819456e51402b','open','art-e0377af8eb955d8a54df','{"id":"claim-58c5531819456e51402b","debate":"open","article":"art-e0377af8eb955d8a54df","kind":"weights_release","status":"released","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-3","name":"Ember 3","family":"ember","version":"3","size":null,"variant":null,"owner":"quillon"}],"licenses":[{"key":"MIT","name":"MIT License","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"open_weights","weights":"downloadable","training_code":"unknown","training_data":"unknown","paper":"unknown","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"public","date":{"value":"2026-11-22","precision":"day","basis":"stated","end":null},"slots":{"trigger":"releases","date_phrase":"today"},"evidence":[{"article":"art-e0377af8eb955d8a54df","field":"title","start":0,"end":69,"quote":"Quillon Labs releases Ember 3 with open weights under the MIT license","supports":["kind","status","models","organizations","openness","openness.weights","license","access"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":2,"end":71,"quote":"Quillon Labs releases Ember 3 with open weights under the MIT license","supports":["kind","status","models","organizations"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":73,"end":109,"quote":"Quillon Labs releases Ember 3 today.","supports":["kind","status","models","organizations","date"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":110,"end":187,"quote":"The open weights of Ember 3 are available for download under the MIT license.","supports":["kind","status","models","organizations"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":189,"end":233,"quote":"Ember 3 reads longer texts than Ember 2 did.","supports":["kind","status","models"]}],"confidence":{"claim":0.913,"kind":0.9,"status":0.9,"openness":0.9,"models":0.92,"license":0.85,"organizations":0.9,"date":0.9},"rules":["trigger:active:releases","trigger:arrival:are available","listed","openness:text"],"signals":["first_party_source","frontier_maker","new_generation"],"touches":[],"first_party":true,"main":true,"roundup":false}','founded','cand-a010034ae3ae899cb5f4');
INSERT INTO "claims" VALUES('claim-3c3bd21ff9acbf5b2d50','open','art-bd18df71d2923a4f85df','{"id":"claim-3c3bd21ff9acbf5b2d50","debate":"open","article":"art-bd18df71d2923a4f85df","kind":"weights_release","status":"released","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-2","name":"Ember 2","family":"ember","version":"2","size":null,"variant":null,"owner":"quillon"}],"licenses":[{"key":"Apache-2.0","name":"Apache License 2.0","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"open_weights","weights":"downloadable","training_code":"unknown","training_data":"unknown","paper":"unknown","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"public","date":{"value":"2026-11-20","precision":"day","basis":"published","end":null},"slots":{"trigger":"released"},"evidence":[{"article":"art-bd18df71d2923a4f85df","field":"text","start":51,"end":133,"quote":"Quillon Labs has released Ember 2 with open weights, under the Apache 2.0 license.","supports":["kind","status","models","organizations","license","access"]},{"article":"art-bd18df71d2923a4f85df","field":"text","start":134,"end":164,"quote":"The weights can be downloaded.","supports":["kind","status","models","organizations"]},{"article":"art-bd18df71d2923a4f85df","field":"title","start":0,"end":47,"quote":"Quillon Labs puts the weights of Ember 2 online","supports":["openness","openness.weights"]}],"confidence":{"claim":0.913,"kind":0.9,"status":0.9,"openness":0.9,"models":0.92,"license":0.85,"organizations":0.9,"date":0.6},"rules":["trigger:active:released","trigger:arrival:can be downloaded","antecedent","openness:text"],"signals":["frontier_maker","new_generation"],"touches":[],"first_party":false,"main":true,"roundup":false}','founded','cand-d875216d064ffad14dd5');
INSERT INTO "claims" VALUES('claim-c790b07366cffd4739b0','open','art-b799961041ce42991934','{"id":"claim-c790b07366cffd4739b0","debate":"open","article":"art-b799961041ce42991934","kind":"weights_release","status":"released","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-2","name":"Ember 2","family":"ember","version":"2","size":null,"variant":null,"owner":"quillon"}],"licenses":[{"key":"Apache-2.0","name":"Apache License 2.0","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"open_weights","weights":"downloadable","training_code":"unknown","training_data":"unknown","paper":"yes","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"public","date":{"value":"2026-11-20","precision":"day","basis":"stated","end":null},"slots":{"trigger":"releases","date_phrase":"Today"},"evidence":[{"article":"art-b799961041ce42991934","field":"title","start":0,"end":61,"quote":"Quillon Labs releases the weights of Ember 2 under Apache 2.0","supports":["kind","status","models","organizations","openness","openness.weights","license"]},{"article":"art-b799961041ce42991934","field":"text","start":2,"end":63,"quote":"Quillon Labs releases the weights of Ember 2 under Apache 2.0","supports":["kind","status","models","organizations"]},{"article":"art-b799961041ce42991934","field":"text","start":65,"end":101,"quote":"Today Quillon Labs releases Ember 2.","supports":["kind","status","models","organizations","date"]},{"article":"art-b799961041ce42991934","field":"text","start":102,"end":181,"quote":"The open weights of Ember 2 can be downloaded now under the Apache 2.0 license.","supports":["kind","status","models","organizations","access"]}],"confidence":{"claim":0.913,"kind":0.9,"status":0.9,"openness":0.9,"models":0.92,"license":0.85,"organizations":0.9,"date":0.9},"rules":["trigger:active:releases","trigger:arrival:can be downloaded","openness:text"],"signals":["first_party_source","frontier_maker","new_generation"],"touches":[],"first_party":true,"main":true,"roundup":false}','founded','cand-d875216d064ffad14dd5');
INSERT INTO "claims" VALUES('claim-9355740cf136a2c2f9ef','open','art-b799961041ce42991934','{"id":"claim-9355740cf136a2c2f9ef","debate":"open","article":"art-b799961041ce42991934","kind":"license_change","status":"completed","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-2","name":"Ember 2","family":"ember","version":"2","size":null,"variant":null,"owner":"quillon"}],"licenses":[{"key":"Apache-2.0","name":"Apache License 2.0","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"unknown","weights":"unknown","training_code":"unknown","training_data":"unknown","paper":"unknown","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"unknown","date":{"value":"2026-11-20","precision":"day","basis":"published","end":null},"slots":{"trigger":"now under the ","license_to":"Apache-2.0"},"evidence":[{"article":"art-b799961041ce42991934","field":"text","start":102,"end":181,"quote":"The open weights of Ember 2 can be downloaded now under the Apache 2.0 license.","supports":["kind","status","models","license"]}],"confidence":{"claim":0.767,"kind":0.8,"status":0.8,"openness":0.6,"models":0.92,"license":0.85,"organizations":0.6,"date":0.6},"rules":["license-change"],"signals":["first_party_source","frontier_maker","license_change"],"touches":[],"first_party":true,"main":true,"roundup":false}','founded','cand-d875216d064ffad14dd5');
CREATE TABLE decisions (
	seq INTEGER NOT NULL, 
	id VARCHAR(40) NOT NULL, 
	debate VARCHAR(64) NOT NULL, 
	candidate VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	verdict VARCHAR(16) NOT NULL, 
	accession INTEGER, 
	body TEXT NOT NULL, 
	decided_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (debate, accession), 
	UNIQUE (id)
);
INSERT INTO "decisions" VALUES(1,'dec-f1eaf1ae4278552321df','open','cand-d875216d064ffad14dd5',1,'edit_accept',1,'{"id":"dec-f1eaf1ae4278552321df","debate":"open","candidate":"cand-d875216d064ffad14dd5","version":1,"verdict":"edit_accept","fields":{"title":"Ember 2 is out with open weights","kind":"weights_release","status":"released","date":{"value":"2026-11-20","precision":"day","basis":"stated","end":null},"significance":"notable","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-2","name":"Ember 2","family":"ember","version":"2","size":null,"variant":null,"owner":"quillon"}],"license":{"key":"Apache-2.0","name":"Apache License 2.0","license_class":"open-source","clauses":[],"models":[]},"licenses":[{"key":"Apache-2.0","name":"Apache License 2.0","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"open_weights","weights":"downloadable","training_code":"unknown","training_data":"unknown","paper":"yes","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"public","party":"open","crosses_over":false,"frontlines":["distribution"],"interpretations":[],"slots":{"date_phrase":"Today","trigger":"releases"}},"curator":"curator","decided_at":"2026-11-27T23:39:29.800353Z","reason":"","target":null,"sources":[{"id":"art-b799961041ce42991934","url":"http://quillon.example/news/story-0","title":"Quillon Labs releases the weights of Ember 2 under Apache 2.0","publisher":"Quillon Labs","tier":"first_party","published_at":"2026-11-20T09:00:00Z","first_party_of":["quillon"],"lead":"# Quillon Labs releases the weights of Ember 2 under Apache 2.0\n\nToday Quillon Labs releases Ember 2. The open weights of Ember 2 can be downloaded now under the Apache 2.0 license. Anyone may run, change and share them.\n\nQuillon Labs trained Ember 2 on its own machines and publishes a model card with the weights."},{"id":"art-bd18df71d2923a4f85df","url":"http://wire.example/news/story-0","title":"Quillon Labs puts the weights of Ember 2 online","publisher":"Wire","tier":"press","published_at":"2026-11-20T09:00:00Z","first_party_of":[],"lead":"# Quillon Labs puts the weights of Ember 2 online\n\nQuillon Labs has released Ember 2 with open weights, under the Apache 2.0 license. The weights can be downloaded.\n\nIt is the second model of the lab."}],"evidence":[{"article":"art-b799961041ce42991934","field":"text","start":102,"end":181,"quote":"The open weights of Ember 2 can be downloaded now under the Apache 2.0 license.","supports":["kind","status","models","license","organizations","access"]},{"article":"art-b799961041ce42991934","field":"title","start":0,"end":61,"quote":"Quillon Labs releases the weights of Ember 2 under Apache 2.0","supports":["kind","status","models","organizations","openness","openness.weights","license"]},{"article":"art-b799961041ce42991934","field":"text","start":2,"end":63,"quote":"Quillon Labs releases the weights of Ember 2 under Apache 2.0","supports":["kind","status","models","organizations"]},{"article":"art-b799961041ce42991934","field":"text","start":65,"end":101,"quote":"Today Quillon Labs releases Ember 2.","supports":["kind","status","models","organizations","date"]},{"article":"art-bd18df71d2923a4f85df","field":"text","start":51,"end":133,"quote":"Quillon Labs has released Ember 2 with open weights, under the Apache 2.0 license.","supports":["kind","status","models","organizations","license","access"]},{"article":"art-bd18df71d2923a4f85df","field":"text","start":134,"end":164,"quote":"The weights can be downloaded.","supports":["kind","status","models","organizations"]},{"article":"art-bd18df71d2923a4f85df","field":"title","start":0,"end":47,"quote":"Quillon Labs puts the weights of Ember 2 online","supports":["openness","openness.weights"]}],"accession":1}','2026-11-27T23:39:29.800353Z');
INSERT INTO "decisions" VALUES(2,'dec-48fe594afcfcac8a6e72','open','cand-a010034ae3ae899cb5f4',1,'reject',NULL,'{"id":"dec-48fe594afcfcac8a6e72","debate":"open","candidate":"cand-a010034ae3ae899cb5f4","version":1,"verdict":"reject","fields":{"title":"Quillon Labs Releases Ember 3 as Open-Weight Model under MIT License","kind":"weights_release","status":"released","date":{"value":"2026-11-22","precision":"day","basis":"stated","end":null},"significance":"notable","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-3","name":"Ember 3","family":"ember","version":"3","size":null,"variant":null,"owner":"quillon"}],"license":{"key":"MIT","name":"MIT License","license_class":"open-source","clauses":[],"models":[]},"licenses":[{"key":"MIT","name":"MIT License","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"open_weights","weights":"downloadable","training_code":"unknown","training_data":"unknown","paper":"unknown","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"public","party":"open","crosses_over":false,"frontlines":["distribution"],"interpretations":[],"slots":{"date_phrase":"today","trigger":"releases"}},"curator":"curator","decided_at":"2026-11-27T23:39:31.283045Z","reason":"wrong person","target":null,"sources":[{"id":"art-e0377af8eb955d8a54df","url":"http://quillon.example/news/story-1","title":"Quillon Labs releases Ember 3 with open weights under the MIT license","publisher":"Quillon Labs","tier":"first_party","published_at":"2026-11-22T09:00:00Z","first_party_of":["quillon"],"lead":"# Quillon Labs releases Ember 3 with open weights under the MIT license\n\nQuillon Labs releases Ember 3 today. The open weights of Ember 3 are available for download under the MIT license.\n\nEmber 3 reads longer texts than Ember 2 did."},{"id":"art-9e4d42a700c340d237af","url":"http://wire.example/news/story-2","title":"Ember 3 now on the shelves of Quillon Labs","publisher":"Wire","tier":"press","published_at":"2026-11-23T09:00:00Z","first_party_of":[],"lead":"# Ember 3 now on the shelves of Quillon Labs\n\nQuillon Labs has released Ember 3 with open weights under the MIT license, the lab said on Sunday."}],"evidence":[{"article":"art-e0377af8eb955d8a54df","field":"title","start":0,"end":69,"quote":"Quillon Labs releases Ember 3 with open weights under the MIT license","supports":["kind","status","models","organizations","openness","openness.weights","license","access"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":2,"end":71,"quote":"Quillon Labs releases Ember 3 with open weights under the MIT license","supports":["kind","status","models","organizations"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":73,"end":109,"quote":"Quillon Labs releases Ember 3 today.","supports":["kind","status","models","organizations","date"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":110,"end":187,"quote":"The open weights of Ember 3 are available for download under the MIT license.","supports":["kind","status","models","organizations"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":189,"end":233,"quote":"Ember 3 reads longer texts than Ember 2 did.","supports":["kind","status","models"]},{"article":"art-9e4d42a700c340d237af","field":"text","start":46,"end":144,"quote":"Quillon Labs has released Ember 3 with open weights under the MIT license, the lab said on Sunday.","supports":["kind","status","models","organizations","date","openness","openness.weights","license","access"]},{"article":"art-9e4d42a700c340d237af","field":"text","start":2,"end":44,"quote":"Ember 3 now on the shelves of Quillon Labs","supports":["kind","status","models"]}],"accession":null}','2026-11-27T23:39:31.283045Z');
INSERT INTO "decisions" VALUES(3,'dec-e52885d234b54f07ab5e','open','cand-a010034ae3ae899cb5f4',1,'undo',NULL,'{"id":"dec-e52885d234b54f07ab5e","debate":"open","candidate":"cand-a010034ae3ae899cb5f4","version":1,"verdict":"undo","fields":null,"curator":"curator","decided_at":"2026-11-27T23:39:33.971718Z","reason":"","target":"dec-48fe594afcfcac8a6e72","sources":[],"evidence":[],"accession":null}','2026-11-27T23:39:33.971718Z');
INSERT INTO "decisions" VALUES(4,'dec-c8c3ff749cbbc9882e2d','open','cand-a010034ae3ae899cb5f4',3,'reject',NULL,'{"id":"dec-c8c3ff749cbbc9882e2d","debate":"open","candidate":"cand-a010034ae3ae899cb5f4","version":3,"verdict":"reject","fields":{"title":"Quillon Labs Releases Ember 3 as Open-Weight Model under MIT License","kind":"weights_release","status":"released","date":{"value":"2026-11-22","precision":"day","basis":"stated","end":null},"significance":"notable","organizations":[{"key":"quillon","name":"Quillon Labs","role":"actor"}],"models":[{"key":"ember-3","name":"Ember 3","family":"ember","version":"3","size":null,"variant":null,"owner":"quillon"}],"license":{"key":"MIT","name":"MIT License","license_class":"open-source","clauses":[],"models":[]},"licenses":[{"key":"MIT","name":"MIT License","license_class":"open-source","clauses":[],"models":[]}],"openness":{"openness":"open_weights","weights":"downloadable","training_code":"unknown","training_data":"unknown","paper":"unknown","evaluation":"unknown","checkpoints":"unknown","api":"unknown"},"access":"public","party":"open","crosses_over":false,"frontlines":["distribution"],"interpretations":[],"slots":{"date_phrase":"today","trigger":"releases"}},"curator":"curator","decided_at":"2026-11-27T23:39:37.190076Z","reason":"told twice","target":null,"sources":[{"id":"art-e0377af8eb955d8a54df","url":"http://quillon.example/news/story-1","title":"Quillon Labs releases Ember 3 with open weights under the MIT license","publisher":"Quillon Labs","tier":"first_party","published_at":"2026-11-22T09:00:00Z","first_party_of":["quillon"],"lead":"# Quillon Labs releases Ember 3 with open weights under the MIT license\n\nQuillon Labs releases Ember 3 today. The open weights of Ember 3 are available for download under the MIT license.\n\nEmber 3 reads longer texts than Ember 2 did."},{"id":"art-9e4d42a700c340d237af","url":"http://wire.example/news/story-2","title":"Ember 3 now on the shelves of Quillon Labs","publisher":"Wire","tier":"press","published_at":"2026-11-23T09:00:00Z","first_party_of":[],"lead":"# Ember 3 now on the shelves of Quillon Labs\n\nQuillon Labs has released Ember 3 with open weights under the MIT license, the lab said on Sunday."}],"evidence":[{"article":"art-e0377af8eb955d8a54df","field":"title","start":0,"end":69,"quote":"Quillon Labs releases Ember 3 with open weights under the MIT license","supports":["kind","status","models","organizations","openness","openness.weights","license","access"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":2,"end":71,"quote":"Quillon Labs releases Ember 3 with open weights under the MIT license","supports":["kind","status","models","organizations"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":73,"end":109,"quote":"Quillon Labs releases Ember 3 today.","supports":["kind","status","models","organizations","date"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":110,"end":187,"quote":"The open weights of Ember 3 are available for download under the MIT license.","supports":["kind","status","models","organizations"]},{"article":"art-e0377af8eb955d8a54df","field":"text","start":189,"end":233,"quote":"Ember 3 reads longer texts than Ember 2 did.","supports":["kind","status","models"]},{"article":"art-9e4d42a700c340d237af","field":"text","start":46,"end":144,"quote":"Quillon Labs has released Ember 3 with open weights under the MIT license, the lab said on Sunday.","supports":["kind","status","models","organizations","date","openness","openness.weights","license","access"]},{"article":"art-9e4d42a700c340d237af","field":"text","start":2,"end":44,"quote":"Ember 3 now on the shelves of Quillon Labs","supports":["kind","status","models"]}],"accession":null}','2026-11-27T23:39:37.190076Z');
CREATE TABLE entries (
	id VARCHAR(40) NOT NULL, 
	feed VARCHAR(64) NOT NULL, 
	guid TEXT, 
	url TEXT, 
	identity TEXT, 
	original_url TEXT, 
	title TEXT NOT NULL, 
	title_key VARCHAR(200), 
	summary TEXT NOT NULL, 
	content BLOB, 
	content_hash VARCHAR(64) NOT NULL, 
	published_at VARCHAR(32), 
	updated_at VARCHAR(32), 
	first_seen_at VARCHAR(32) NOT NULL, 
	last_seen_at VARCHAR(32) NOT NULL, 
	revisions INTEGER NOT NULL, 
	outcome VARCHAR(32) NOT NULL, 
	flags TEXT, 
	hub TEXT, 
	page VARCHAR(40), 
	PRIMARY KEY (id)
);
INSERT INTO "entries" VALUES('ent-c4e66ec7610ba12b2b94','wire','http://wire.example/wire.example-0','http://wire.example/news/story-0','https://wire.example/news/story-0','http://wire.example/news/story-0','Quillon Labs puts the weights of Ember 2 online','quillon labs puts the weights of ember 2 online','Quillon Labs puts the weights of Ember 2 online.',NULL,'c2a760de6aaf5a77a0555c19626514e32e351de6781e2419939addea331bda0f','2026-11-20T09:00:00.000000Z',NULL,'2026-11-27T23:39:22.194796Z','2026-11-27T23:39:22.194796Z',0,'new',NULL,NULL,'pag-f62b5a0ce9029342f58b');
INSERT INTO "entries" VALUES('ent-836e67ed005a1b1541fe','wire','http://wire.example/wire.example-1','http://wire.example/news/story-1','https://wire.example/news/story-1','http://wire.example/news/story-1','The ferry in the harbour was late','the ferry in the harbour was late','The ferry in the harbour was late.',NULL,'7df34cd665c1d4857318b891a4f30227843f1d20b17e25cf79c18f23dac98d7c','2026-11-21T09:00:00.000000Z',NULL,'2026-11-27T23:39:22.194796Z','2026-11-27T23:39:22.194796Z',0,'new',NULL,NULL,'pag-27ca3f2fe01905ced119');
INSERT INTO "entries" VALUES('ent-8531fe233c0d763a73d9','wire','http://wire.example/wire.example-2','http://wire.example/news/story-2','https://wire.example/news/story-2','http://wire.example/news/story-2','Ember 3 now on the shelves of Quillon Labs','ember 3 now on the shelves of quillon labs','Ember 3 now on the shelves of Quillon Labs.',NULL,'a28724868921b498f855242da97d2a4eef9e8189c629ff72b41bd691e0c3fe78','2026-11-23T09:00:00.000000Z',NULL,'2026-11-27T23:39:22.194796Z','2026-11-27T23:39:22.194796Z',0,'new',NULL,NULL,'pag-1eeeefba33903faa757a');
INSERT INTO "entries" VALUES('ent-f2bb0a1d78dcbb607ca0','quillon','http://quillon.example/quillon.example-0','http://quillon.example/news/story-0','https://quillon.example/news/story-0','http://quillon.example/news/story-0','Quillon Labs releases the weights of Ember 2 under Apache 2.0','quillon labs releases the weights of ember 2 under apache 2 0','Quillon Labs releases the weights of Ember 2 under Apache 2.0.',NULL,'258cfb3c45e19ea3fb64ae846c027b29da153916425b884b6c51ae319bcdb85c','2026-11-20T09:00:00.000000Z',NULL,'2026-11-27T23:39:22.194192Z','2026-11-27T23:39:22.194192Z',0,'new',NULL,NULL,'pag-fd71b8f29ba5db033d0d');
INSERT INTO "entries" VALUES('ent-ea109bd5b0504704f68f','quillon','http://quillon.example/quillon.example-1','http://quillon.example/news/story-1','https://quillon.example/news/story-1','http://quillon.example/news/story-1','Quillon Labs releases Ember 3 with open weights under the MIT license','quillon labs releases ember 3 with open weights under the mit license','Quillon Labs releases Ember 3 with open weights under the MIT license.',NULL,'7c42f97cb5d80d4d8bab07cc126ab830c9ad464e732c5f531576d20c79e826e5','2026-11-22T09:00:00.000000Z',NULL,'2026-11-27T23:39:22.194192Z','2026-11-27T23:39:22.194192Z',0,'new',NULL,NULL,'pag-b6ce128b394fcb298079');
CREATE TABLE feeds (
	name VARCHAR(64) NOT NULL, 
	url TEXT NOT NULL, 
	etag TEXT, 
	last_modified TEXT, 
	body_hash VARCHAR(64), 
	next_due VARCHAR(32), 
	not_before VARCHAR(32), 
	hints TEXT, 
	lease_until VARCHAR(32), 
	lease_owner VARCHAR(64), 
	last_polled_at VARCHAR(32), 
	last_ok_at VARCHAR(32), 
	last_new_at VARCHAR(32), 
	first_polled_at VARCHAR(32), 
	unmodified_since VARCHAR(32), 
	outcome VARCHAR(32), 
	why TEXT, 
	state VARCHAR(32) NOT NULL, 
	failures INTEGER NOT NULL, 
	first_failure_at VARCHAR(32), 
	gone_count INTEGER NOT NULL, 
	moved_to TEXT, 
	moved_count INTEGER NOT NULL, 
	moved_since VARCHAR(32), 
	interval_s INTEGER, 
	rhythm_h FLOAT, 
	websub_hub TEXT, 
	entries INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	updated INTEGER NOT NULL, 
	warnings TEXT, 
	item_hashes TEXT, 
	PRIMARY KEY (name)
);
INSERT INTO "feeds" VALUES('quillon','http://quillon.example/feed','"1"',NULL,'fb7449d215f112315c04e2270f61b2a2','2026-11-28T04:35:48.194192Z',NULL,NULL,NULL,NULL,'2026-11-27T23:39:22.194192Z','2026-11-27T23:39:22.194192Z','2026-11-22T09:00:00.000000Z','2026-11-27T23:39:22.194192Z',NULL,'ok',NULL,'ok',0,NULL,0,NULL,0,NULL,17280,48.0,NULL,2,2,0,NULL,'41f051cf2f221ce9c2d0aa84 e080f429c959f11791e9646a');
INSERT INTO "feeds" VALUES('wire','http://wire.example/feed','"1"',NULL,'b9a8356fc0b376acc3a927fa4fd5cf64','2026-11-28T03:30:38.194796Z',NULL,NULL,NULL,NULL,'2026-11-27T23:39:22.194796Z','2026-11-27T23:39:22.194796Z','2026-11-23T09:00:00.000000Z','2026-11-27T23:39:22.194796Z',NULL,'ok',NULL,'ok',0,NULL,0,NULL,0,NULL,13278,36.0,NULL,3,3,0,NULL,'2e7355335dededd9504e0928 33848a1cc75dee12b6e9e614 6d86d15bb6a7ecdbdd36d54a');
CREATE TABLE hosts (
	domain VARCHAR(255) NOT NULL, 
	not_before VARCHAR(32), 
	penalty_s INTEGER NOT NULL, 
	good_polls INTEGER NOT NULL, 
	PRIMARY KEY (domain)
);
CREATE TABLE locks (
	name VARCHAR(32) NOT NULL, 
	owner VARCHAR(128) NOT NULL, 
	heartbeat VARCHAR(32) NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE outcomes (
	item VARCHAR(64) NOT NULL, 
	stage VARCHAR(32) NOT NULL, 
	outcome VARCHAR(32) NOT NULL, 
	why TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (item, stage)
);
INSERT INTO "outcomes" VALUES('pag-1eeeefba33903faa757a','gate','kept','open 0.88: open weights: “open weights”; weights: “weights”; names the model Ember (title); names Quillon Labs (title)','2026-11-27T23:39:22.769600Z');
INSERT INTO "outcomes" VALUES('pag-1eeeefba33903faa757a','extract','extracted','trafilatura, 144 characters','2026-11-27T23:39:22.769600Z');
INSERT INTO "outcomes" VALUES('pag-1eeeefba33903faa757a','label','labelled','7 mentions','2026-11-27T23:39:22.769600Z');
INSERT INTO "outcomes" VALUES('pag-1eeeefba33903faa757a','relate','claimed','weights_release released','2026-11-27T23:39:22.769600Z');
INSERT INTO "outcomes" VALUES('pag-27ca3f2fe01905ced119','gate','dropped','open 0.00: another subject: “ferry” (title)','2026-11-27T23:39:22.771739Z');
INSERT INTO "outcomes" VALUES('pag-b6ce128b394fcb298079','gate','kept','open 0.91: open weights: “open weights” (title); weights: “weights” (title); names the model Ember (title); names Quillon Labs (title)','2026-11-27T23:39:22.772379Z');
INSERT INTO "outcomes" VALUES('pag-b6ce128b394fcb298079','extract','extracted','trafilatura, 233 characters','2026-11-27T23:39:22.772379Z');
INSERT INTO "outcomes" VALUES('pag-b6ce128b394fcb298079','label','labelled','12 mentions','2026-11-27T23:39:22.772379Z');
INSERT INTO "outcomes" VALUES('pag-b6ce128b394fcb298079','relate','claimed','weights_release released','2026-11-27T23:39:22.772379Z');
INSERT INTO "outcomes" VALUES('pag-f62b5a0ce9029342f58b','gate','kept','open 0.89: open weights: “open weights”; weights: “weights” (title); names the model Ember (title); names Quillon Labs (title)','2026-11-27T23:39:22.773338Z');
INSERT INTO "outcomes" VALUES('pag-f62b5a0ce9029342f58b','extract','extracted','trafilatura, 200 characters','2026-11-27T23:39:22.773338Z');
INSERT INTO "outcomes" VALUES('pag-f62b5a0ce9029342f58b','label','labelled','7 mentions','2026-11-27T23:39:22.773338Z');
INSERT INTO "outcomes" VALUES('pag-f62b5a0ce9029342f58b','relate','claimed','weights_release released','2026-11-27T23:39:22.773338Z');
INSERT INTO "outcomes" VALUES('pag-fd71b8f29ba5db033d0d','gate','kept','open 0.89: open weights: “open weights”; weights: “weights” (title); names the model Ember (title); names Quillon Labs (title)','2026-11-27T23:39:22.774203Z');
INSERT INTO "outcomes" VALUES('pag-fd71b8f29ba5db033d0d','extract','extracted','trafilatura, 315 characters','2026-11-27T23:39:22.774203Z');
INSERT INTO "outcomes" VALUES('pag-fd71b8f29ba5db033d0d','label','labelled','12 mentions','2026-11-27T23:39:22.774203Z');
INSERT INTO "outcomes" VALUES('pag-fd71b8f29ba5db033d0d','relate','claimed','weights_release released, license_change completed','2026-11-27T23:39:22.774203Z');
CREATE TABLE pages (
	id VARCHAR(40) NOT NULL, 
	url TEXT NOT NULL, 
	identity TEXT NOT NULL, 
	domain VARCHAR(255) NOT NULL, 
	entry VARCHAR(40), 
	stage VARCHAR(16) NOT NULL, 
	outcome VARCHAR(32), 
	why TEXT, 
	priority FLOAT NOT NULL, 
	next_due VARCHAR(32), 
	lease_until VARCHAR(32), 
	lease_owner VARCHAR(64), 
	tries INTEGER NOT NULL, 
	first_seen_at VARCHAR(32) NOT NULL, 
	fetched_at VARCHAR(32), 
	status INTEGER, 
	charset VARCHAR(64), 
	warc_file VARCHAR(255), 
	warc_offset INTEGER, 
	visible BLOB, 
	made_by VARCHAR(64), 
	PRIMARY KEY (id), 
	UNIQUE (identity)
);
INSERT INTO "pages" VALUES('pag-1eeeefba33903faa757a','http://wire.example/news/story-2','https://wire.example/news/story-2','wire.example','ent-8531fe233c0d763a73d9','done','fetched',NULL,0.0,NULL,NULL,NULL,0,'2026-11-27T23:39:22.194796Z','2026-11-27T23:39:22.769600Z',200,'utf-8','pages-2026-11-27.warc.gz',0,NULL,'eef5b93e0abb6103');
INSERT INTO "pages" VALUES('pag-27ca3f2fe01905ced119','http://wire.example/news/story-1','https://wire.example/news/story-1','wire.example','ent-836e67ed005a1b1541fe','done','fetched',NULL,0.0,NULL,NULL,NULL,0,'2026-11-27T23:39:22.194796Z','2026-11-27T23:39:22.771739Z',200,'utf-8',NULL,NULL,X'789C5D8BC10980301004FF56B10588A5F8B2818BD9338278704914BB57147DF89C61664884D2FDC0BCA25C90C48355C72E198B1436CDF025AF43E0283513A6509B7E6B87DE82C5274FD54B0B59234653256F99E91B637702A6B22BB8','eef5b93e0abb6103');
INSERT INTO "pages" VALUES('pag-f62b5a0ce9029342f58b','http://wire.example/news/story-0','https://wire.example/news/story-0','wire.example','ent-c4e66ec7610ba12b2b94','done','fetched',NULL,0.0,NULL,NULL,NULL,0,'2026-11-27T23:39:22.194796Z','2026-11-27T23:39:22.773338Z',200,'utf-8','pages-2026-11-27.warc.gz',1075,NULL,'eef5b93e0abb6103');
INSERT INTO "pages" VALUES('pag-b6ce128b394fcb298079','http://quillon.example/news/story-1','https://quillon.example/news/story-1','quillon.example','ent-ea109bd5b0504704f68f','done','fetched',NULL,0.0,NULL,NULL,NULL,0,'2026-11-27T23:39:22.194192Z','2026-11-27T23:39:22.772379Z',200,'utf-8','pages-2026-11-27.warc.gz',524,NULL,'eef5b93e0abb6103');
INSERT INTO "pages" VALUES('pag-fd71b8f29ba5db033d0d','http://quillon.example/news/story-0','https://quillon.example/news/story-0','quillon.example','ent-f2bb0a1d78dcbb607ca0','done','fetched',NULL,0.0,NULL,NULL,NULL,0,'2026-11-27T23:39:22.194192Z','2026-11-27T23:39:22.774203Z',200,'utf-8','pages-2026-11-27.warc.gz',1626,NULL,'eef5b93e0abb6103');
CREATE TABLE relevance (
	page VARCHAR(64) NOT NULL, 
	debate VARCHAR(64) NOT NULL, 
	score FLOAT NOT NULL, 
	keep INTEGER NOT NULL, 
	reasons TEXT NOT NULL, 
	PRIMARY KEY (page, debate)
);
INSERT INTO "relevance" VALUES('pag-1eeeefba33903faa757a','open',0.8788,1,'["open weights: “open weights”", "weights: “weights”", "names the model Ember (title)", "names Quillon Labs (title)"]');
INSERT INTO "relevance" VALUES('pag-27ca3f2fe01905ced119','open',0.0,0,'["another subject: “ferry” (title)"]');
INSERT INTO "relevance" VALUES('pag-b6ce128b394fcb298079','open',0.907,1,'["open weights: “open weights” (title)", "weights: “weights” (title)", "names the model Ember (title)", "names Quillon Labs (title)"]');
INSERT INTO "relevance" VALUES('pag-f62b5a0ce9029342f58b','open',0.8919,1,'["open weights: “open weights”", "weights: “weights” (title)", "names the model Ember (title)", "names Quillon Labs (title)"]');
INSERT INTO "relevance" VALUES('pag-fd71b8f29ba5db033d0d','open',0.8919,1,'["open weights: “open weights”", "weights: “weights” (title)", "names the model Ember (title)", "names Quillon Labs (title)"]');
CREATE TABLE robots (
	origin VARCHAR(512) NOT NULL, 
	body TEXT, 
	fetched_at VARCHAR(32) NOT NULL, 
	expires_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (origin)
);
INSERT INTO "robots" VALUES('http://wire.example','','2026-11-27T23:39:22.766216Z','2026-11-28T23:39:22.766216Z');
INSERT INTO "robots" VALUES('http://quillon.example','','2026-11-27T23:39:22.764369Z','2026-11-28T23:39:22.764369Z');
CREATE TABLE runs (
	id VARCHAR(40) NOT NULL, 
	started_at VARCHAR(32) NOT NULL, 
	ended_at VARCHAR(32), 
	report TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES('run-16d8e9eaebb1e172d859','2026-11-27T23:39:21.999334Z','2026-11-27T23:39:25.589451Z','{"candidates": {"open": {"absorbed": 0, "changed": 0, "new": 2, "superseded": 0, "unchanged": 0}}, "ended": "2026-11-27T23:39:25Z", "errors": [], "run": "run-16d8e9eaebb1e172d859", "stages": {"entries": {"new": 5}, "extract": {"extracted": 4}, "feeds": {"ok": 2}, "gate": {"dropped": 1, "kept": 4}, "label": {"labelled": 4}, "pages": {"fetched": 5}, "relate": {"claimed": 4}}, "started": "2026-11-27T23:39:21Z"}');
CREATE INDEX feeds_due ON feeds (next_due);
CREATE INDEX entries_title ON entries (feed, title_key);
CREATE INDEX entries_identity ON entries (identity);
CREATE INDEX entries_feed ON entries (feed, last_seen_at);
CREATE INDEX entries_guid ON entries (feed, guid);
CREATE INDEX pages_work ON pages (stage, next_due, priority);
CREATE INDEX ix_articles_page ON articles (page);
CREATE INDEX ix_articles_text_sha256 ON articles (text_sha256);
CREATE INDEX candidates_queue ON candidates (debate, state, score);
CREATE INDEX ix_decisions_candidate ON decisions (candidate);
CREATE INDEX claims_debate ON claims (debate);
CREATE INDEX ix_claims_article ON claims (article);
CREATE INDEX candidate_claims_claim ON candidate_claims (claim);
COMMIT;
