// The one door to libphonenumber, and the only C++ in the house.
#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <set>
#include <string>

extern "C" {
size_t phone_parse(const char *text, size_t n, const char *region, char *out);
int phone_knows_region(const char *region);
}

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

size_t
phone_parse(const char *text, size_t n, const char *region, char *out)
{
	const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
	PhoneNumber number;
	std::string e164;

	if (util.Parse(std::string(text, n), region, &number) !=
		PhoneNumberUtil::NO_PARSING_ERROR ||
	    number.has_extension() || !util.IsValidNumber(number))
		return 0;
	util.Format(number, PhoneNumberUtil::E164, &e164);
	if (e164.size() > 31)
		return 0;
	std::memcpy(out, e164.data(), e164.size());
	return e164.size();
}

int
phone_knows_region(const char *region)
{
	std::set<std::string> regions;

	PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
	return regions.count(region) > 0;
}
